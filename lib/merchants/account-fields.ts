/** What the forms about accounts send; pages' scripts and the server check them alike. Pure: pages import it. */
import { z } from 'zod';
import { COUNTRIES } from '#lib/countries.ts';
import { hasNoControl } from '#lib/readable.ts';
import { ROLES } from './roles.ts';

/** Of what a person types (lib/merchants/password.ts). */
const PASSWORD = { min: 12, max: 256 } as const;

export const emailField = z
  .string('emailWrong')
  .trim()
  .toLowerCase()
  .max(254, 'emailWrong')
  .pipe(z.email('emailWrong'));
export const personName = z.string('nameMissing').trim().min(1, 'nameMissing').max(120, 'nameLong');
/** Length is what makes a password strong; nothing else is asked of it. */
export const newPasswordField = z
  .string('passwordShort')
  .min(PASSWORD.min, 'passwordShort')
  .max(PASSWORD.max, 'passwordLong');
export const codeField = z.string('codeMissing').trim().min(6, 'codeMissing').max(40, 'codeMissing');

export const invitationFields = z.object({ email: emailField, role: z.enum(ROLES, 'roleMissing') });
export const acceptFields = z.object({ name: personName, password: newPasswordField });
export const resetRequestFields = z.object({ email: emailField });
export const resetFields = z.object({ password: newPasswordField });
export const changePasswordFields = z.object({
  current: z.string('currentMissing').min(1, 'currentMissing').max(PASSWORD.max, 'currentMissing'),
  password: newPasswordField,
});
export const codeFields = z.object({ code: codeField });
export const signUpFields = z.object({
  merchant: z
    .string('merchantMissing')
    .trim()
    .min(2, 'merchantMissing')
    .max(120, 'nameLong')
    .refine(hasNoControl, 'textControl'),
  country: z.enum(COUNTRIES, 'countryMissing'),
  name: personName,
  email: emailField,
  password: newPasswordField,
});

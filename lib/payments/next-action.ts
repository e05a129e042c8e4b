/** What the payer has to do next, as an attempt keeps it. A form's fields hold a session and perhaps the payer's number. */
import type { Attempt } from '#lib/generated/prisma/client.ts';
import type { ProviderAction } from '#lib/providers/provider.ts';
import { sealPurpose } from '#lib/seal-purposes.ts';
import { open, seal } from '#lib/secrets.ts';

/** Plain JSON for the column: a form's fields are sealed, everything else stands as it is. */
export function storedAction(attemptId: string, action: ProviderAction) {
  if (action.type !== 'form') return JSON.parse(JSON.stringify(action));
  const { type, url, fields } = action;
  const sealed = Buffer.from(seal(JSON.stringify(fields), sealPurpose.formFields(attemptId))).toString(
    'base64',
  );
  return { type, url, sealed };
}

/** The action of an attempt with a form's fields opened; undefined where there is none. */
export function openAction({ id, nextAction }: Attempt): ProviderAction | undefined {
  const action = nextAction as unknown as (ProviderAction & { sealed?: string }) | null; // written by storedAction and submit
  if (action?.type !== 'form' || action.sealed === undefined) return action ?? undefined;
  const fields = open(Buffer.from(action.sealed, 'base64'), sealPurpose.formFields(id));
  return { type: 'form', url: action.url, fields: JSON.parse(fields) };
}

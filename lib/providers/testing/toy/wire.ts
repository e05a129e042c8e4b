/** The toy's messages, from both ends. */
import { z } from 'zod';
import { decimalNumber, moneyNumber, nationalPhone, readable, text, textOrEmpty } from '../../codecs.ts';

/** POST /v1/{shop}/charges */
export const chargeRequest = readable(
  z.object({
    ref: text.refine((ref) => ref !== ''),
    phone: nationalPhone('CI'),
    amount: moneyNumber('XOF'),
    label: textOrEmpty,
  }),
);

const state = { ref: text, id: text, state: z.string(), amount: decimalNumber, receipt: textOrEmpty };

/** A charge as it stands: the reply to it, the answer about it (GET /v1/{shop}/charges/{ref}), and the callback. */
export const chargeState = z.looseObject(state);
export type ChargeState = z.output<z.ZodObject<typeof state>>;

export const errorReply = z.looseObject({ error: z.string().min(1) });

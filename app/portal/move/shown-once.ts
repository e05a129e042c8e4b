import { z } from 'zod';
import { shownOnce } from '../shown-once.ts';

/** That this session may read an account's credentials now; they themselves stay in their table. */
export const dialectShown = shownOnce('/portal/move', z.object({ dialect: z.string() }));

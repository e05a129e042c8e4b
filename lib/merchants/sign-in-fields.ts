/** What the sign-in form sends; the page's script and the server check it with the same schema. Pure: pages import it. */
import { z } from 'zod';

/** Messages are the names of the page's own sentences. */
export const signInFields = z.object({
  email: z.string().trim().toLowerCase().max(254, 'email').pipe(z.email('email')),
  // Its length tells nothing here: only that something was typed, and not a megabyte.
  password: z.string().min(1, 'password').max(256, 'password'),
});

export type SignInFields = z.infer<typeof signInFields>;

import { Webhook } from 'standardwebhooks';

/**
 * Headers of a webhook after Standard Webhooks 1.0. With two secrets (while one is being rolled over) there are
 * two signatures in one header, and a shop that knows either accepts it.
 *
 * @param id the same at every try, so that a shop can tell a repetition
 * @param at when this try is made: receivers refuse what is older than five minutes
 * @param body exactly the text that is sent
 * @param secrets `whsec_…`, at least one
 */
export function webhookHeaders({
  id,
  at,
  body,
  secrets,
}: {
  id: string;
  at: Date;
  body: string;
  secrets: readonly string[];
}): Record<string, string> {
  if (secrets.length === 0) throw new Error(`Webhook ${id} has no secret to sign with.`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

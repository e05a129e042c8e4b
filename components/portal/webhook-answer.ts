/** What a shop's server answered to a webhook, in the reader's words; the stored sentences are for the API. Pure. */
import type { Locale } from '#lib/i18n/locale.ts';

interface WebhookAnswer {
  /** HTTP status; null when no whole answer came. */
  status: number | null;
  /** As lib/webhooks/deliver.ts tells it; null for a success. */
  error: string | null;
}

const WORDS = {
  fr: {
    refused: 'le serveur refuse la connexion',
    unknownName: 'ce nom de serveur n’existe pas',
    inside: 'cette adresse n’est pas publique',
    late: 'le serveur ne répond pas à temps',
    broken: 'le serveur a coupé la connexion',
    certificate: 'le certificat du serveur n’est pas valable',
    gone: '410\u202f: cette adresse ne veut plus de webhooks',
    redirect: '{status}\u202f: les redirections ne sont pas suivies, donnez l’adresse finale',
    nothing: 'pas de réponse',
  },
  en: {
    refused: 'the server refuses the connection',
    unknownName: 'no server has this name',
    inside: 'this address is not public',
    late: 'the server does not answer in time',
    broken: 'the server cut the connection',
    certificate: 'the server’s certificate is not valid',
    gone: '410: this address wants no more webhooks',
    redirect: '{status}: redirects are not followed, give the final address',
    nothing: 'no answer',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** By the reason that stands in the sentence; the reasons are codes of Node's and of lib/http.ts. */
const REASONS: readonly [RegExp, keyof (typeof WORDS)['fr']][] = [
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/, 'refused'],
  [/ENOTFOUND|EAI_AGAIN|ENODATA|^host name/, 'unknownName'],
  [/TIMEDOUT|TIMEOUT|^time-out/, 'late'],
  [/ECONNRESET|EPIPE|SOCKET/, 'broken'],
  [/^address not allowed/, 'inside'],
  [/CERT|TLS|SSL/, 'certificate'],
];

/** "200", "500", "le serveur refuse la connexion (ECONNREFUSED)"; a reason that has no words yet stands as it is. */
export function webhookAnswer({ status, error }: WebhookAnswer, locale: Locale): string {
  const words = WORDS[locale];
  if (status === 410) return words.gone;
  if (status !== null && status >= 300 && status < 400)
    return words.redirect.replace('{status}', String(status));
  if (status !== null) return String(status);
  if (error === null) return words.nothing;
  const reason = error.replace(/^.*?: /, '').replace(/\.$/, '');
  const known = REASONS.find(([pattern]) => pattern.test(reason))?.[1];
  return known === undefined ? error : `${words[known]} (${reason})`;
}

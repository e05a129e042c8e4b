/** The tokens that our server end issues: JWT, as the document says, so that programs can read when they end. */
import { addMs } from '#lib/clock.ts';
import { hmacHex, safeEqual } from '#lib/secrets.ts';
import { isReadable, parseJsonObject } from '../codecs.ts';
import type { Backend, ServerAccount, ServerRequestFacts } from '../provider.ts';

const TOKEN_LIFE_MS = 60 * 60_000;

/** A token for one account, signed with its password: a new password ends every token. */
export function issueToken(account: ServerAccount, now: Date): string {
  const { nomUtilisateur } = account.credentials;
  const claims = { sub: nomUtilisateur, iat: seconds(now), exp: seconds(addMs(now, TOKEN_LIFE_MS)) };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${signature(account, signed)}`;
}

/** The account that a token opens; undefined when it is unknown, altered or over. */
export async function accountByToken(
  backend: Backend,
  token: string,
  facts: ServerRequestFacts,
): Promise<ServerAccount | undefined> {
  const [header = '', payload = '', signed = ''] = token.split('.');
  const claims = parseJsonObject(Buffer.from(payload, 'base64url').toString());
  if (typeof claims?.sub !== 'string' || typeof claims.exp !== 'number') return undefined;
  if (claims.sub === '' || !isReadable(claims.sub)) return undefined;
  const account = await backend.findAccount('tmoney-mbanking', claims.sub, facts);
  if (account === undefined || !safeEqual(signed, signature(account, `${header}.${payload}`)))
    return undefined;
  return claims.exp > seconds(backend.now()) ? account : undefined;
}

function signature({ id, credentials }: ServerAccount, signed: string): string {
  return Buffer.from(hmacHex(credentials.motDePasse ?? '', `${id}.${signed}`), 'hex').toString('base64url');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** A simulated provider over HTTP: its own server end, its account page, and the silence that some stories want. */
import type { Hono } from 'hono';
import { env } from '#lib/env.ts';
import { isProviderId, type ProviderId, providerById } from '#lib/providers/index.ts';
import { mountedRequest, requestFacts } from '#lib/providers/mounted-request.ts';
import type { Manifest } from '#lib/providers/provider.ts';
import { ACCOUNT_CHANGES, accountView, changeAccount, findByPrivateCredential } from './accounts.ts';
import { sandboxBackend } from './backend.ts';
import { inSandboxCall } from './call.ts';
import { storyTimes } from './times.ts';

/** No provider has a path that begins with an underscore. */
const ACCOUNT_PATH = '/_account';
const ACCOUNT_BODY_LENGTH_MAX = 8_000;

/** Dialect servers keep nothing between requests, so one of each is enough. */
const servers = new Map<ProviderId, Hono>();

/**
 * Answers a request to `/sandbox/<provider><path>` as the provider would answer `<path>`.
 *
 * @param path what stands after the provider's id in the address, still encoded, without the query
 */
export async function serveSandbox(request: Request, providerId: string, path: string): Promise<Response> {
  if (!isProviderId(providerId))
    return Response.json({ error: `There is no provider ${providerId}.` }, { status: 404 });
  if (path === ACCOUNT_PATH) return accountPage(request, providerById(providerId).manifest);
  const server = servers.get(providerId) ?? newServer(providerId);
  servers.set(providerId, server);
  const { result, silent } = await inSandboxCall(() => server.fetch(mountedRequest(request, path)));
  return silent ? silence(request.signal) : result;
}

function newServer(providerId: ProviderId): Hono {
  return providerById(providerId).server(sandboxBackend(), (request) =>
    requestFacts(request, env().publicUrl),
  );
}

/**
 * No answer: held until the client gives up or has waited longer than any of ours would, then what a broken proxy
 * says. To every client of ours both are silence (domain rule 1).
 */
async function silence(gaveUp: AbortSignal): Promise<Response> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, storyTimes().silenceMs);
    gaveUp.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return new Response(null, { status: 504 });
}

/** GET reads and PUT writes a tester's switches, opened by `Authorization: Bearer <private credential>` (README). */
async function accountPage(request: Request, manifest: Manifest): Promise<Response> {
  const secret = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const account = secret === undefined ? undefined : await findByPrivateCredential(manifest, secret);
  if (account === undefined) {
    return refusal(401, 'Send the private credential of the sandbox account: Authorization: Bearer …');
  }
  if (request.method === 'GET') return Response.json(accountView(account));
  if (request.method !== 'PUT') return refusal(405, 'GET reads the account, PUT changes it.');
  const changes = ACCOUNT_CHANGES.safeParse(await readJson(request));
  if (!changes.success) {
    const [problem] = changes.error.issues;
    return refusal(422, `${problem?.path.join('.') || 'body'}: ${problem?.message ?? 'not understood'}`);
  }
  const changed = await changeAccount(account, changes.data);
  return changed === undefined
    ? refusal(403, 'This is the account of a connection of the gateway itself: its callbacks go there only.')
    : Response.json(accountView(changed));
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > ACCOUNT_BODY_LENGTH_MAX) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

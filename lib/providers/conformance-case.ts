/** What a conformance case is, and what the cases share. */
import { OPERATORS } from '#lib/operators/catalogue.ts';
import { DIAL_CODE } from '#lib/phone.ts';
import { aWorld, PHONES, type World } from './conformance-world.ts';
import type { Flow, Manifest, Observation, Provider, ProviderOperator } from './provider.ts';

export interface Case {
  id: string;
  promise: string;
  /** Why the manifest rules it out; undefined when it applies. */
  ruledOut?(manifest: Manifest): string | undefined;
  run(provider: Provider): Promise<void>;
}

export const OPEN_OUTCOMES = ['pending', 'requires_otp', 'redirect'];

export const UNKNOWN = { outcome: 'unknown' };

/** What an operator did that ends well. */
export const PAID = { status: 'succeeded', operatorReference: 'OP-1' } as const;

/** Names of a transaction that does not exist. */
export const NEVER_SENT = { reference: 'NEVERSENT00000000000', providerReference: 'never-sent' };

export const NO_QUERY: Case['ruledOut'] = ({ queryBy }) =>
  queryBy === 'none' ? 'there is no query' : undefined;

export async function eachOperator(
  provider: Provider,
  run: (world: World, operator: ProviderOperator) => Promise<void>,
): Promise<void> {
  for (const operator of provider.manifest.operators) await run(aWorld(provider, operator), operator);
}

/** Charges, and lets the operator do this. */
export async function charged(world: World, change: Parameters<World['backend']['settle']>[1]) {
  const seen = await world.charge();
  return { seen, transaction: world.backend.settle(world.transaction().reference, change) };
}

/** A number of the operator, for wires that name none; any number where its wallets live on every network. */
export function numberOf({ operator }: ProviderOperator): string {
  const { country, prefixes } = OPERATORS[operator];
  const [prefix = ''] = prefixes;
  const any = PHONES[country];
  const national = any.slice(1 + DIAL_CODE[country].length);
  return `+${DIAL_CODE[country]}${prefix}${national.slice(prefix.length)}`;
}

/** A card or a page cannot be paid out to. */
export function paysOut(provider: Provider, { flow }: ProviderOperator): boolean {
  return provider.payOut !== undefined && isPrompt(flow);
}

export function isPrompt(flow: Flow): boolean {
  return flow === 'push' || flow === 'otp';
}

/** The text of the last answer that a call received. */
export async function lastReply(world: World, call: () => Promise<Observation>): Promise<string> {
  let text = '';
  const before = world.wire;
  world.wire = async (request, next) => {
    const result = await next(request);
    if (result.kind === 'reply') text = result.text;
    return result;
  };
  await call();
  world.wire = before;
  return text;
}

/** What the server end tells of the transaction as it stands: its answer to a query, and its callback, as texts. */
export async function toldOf(world: World): Promise<string[]> {
  const { queryBy } = world.provider.manifest;
  const reply = queryBy === 'none' ? [] : [await lastReply(world, () => world.query())];
  const { url, body } = world.callback();
  return [...reply, body ?? new URL(url).search.slice(1)];
}

/** Every member of a message that holds a text or number: of JSON at any depth, of a form, of a query string. */
export function membersOf(text: string): [string, string][] {
  return text.startsWith('{') ? leaves(JSON.parse(text)) : [...new URLSearchParams(text)];
}

function leaves(value: unknown, name = ''): [string, string][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, member]) =>
      leaves(member, Array.isArray(value) ? name : key),
    );
  return value === null || value === undefined ? [] : [[name, String(value)]];
}

/** What the client and the payer's browser sent, as texts: bodies, and query strings without `?`. */
export function sentTexts({ sent, posted }: World): string[] {
  return [...sent, ...posted].flatMap(({ url, body }) => [body ?? '', new URL(url).search.slice(1)]);
}

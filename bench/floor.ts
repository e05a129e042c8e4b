/** floor.sql with rows of the product's own size: a created payment's JSON in the event, sealed in the kept answer. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { QueryConfig } from 'pg';
import { newId } from '#lib/ids.ts';
import EXAMPLE from './payment.json' with { type: 'json' };
import type { Shop } from './shop.ts';

const text = readFileSync(new URL('./floor.sql', import.meta.url), 'utf8');
const payment = JSON.stringify(EXAMPLE);
const hash = randomBytes(32);
/** Key id, nonce and tag come before the text (lib/secrets.ts). */
const sealed = randomBytes(Buffer.byteLength(payment) + 29);

/** The statement for one more payment, prepared once a connection. */
export function floorStatement({ merchantId, appId }: Pick<Shop, 'merchantId' | 'appId'>): {
  statement: QueryConfig;
  eventId: string;
} {
  const eventId = newId('evt');
  const reference = `order-${randomUUID()}`;
  const values = [newId('pay'), merchantId, appId, reference, eventId, payment, randomUUID(), hash, sealed];
  return { statement: { name: 'floor', text, values }, eventId };
}

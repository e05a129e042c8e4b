import { beforeEach, expect, test } from 'vitest';
import { db } from '#lib/db.ts';
import { createApp } from '#lib/merchants/apps.ts';
import type { Acting } from '#lib/merchants/second-factor.ts';
import { aMember } from '#lib/merchants/testing/a-member.ts';
import { actingAs } from '#lib/merchants/testing/acting.ts';
import { PROVIDER_IDS, providerById } from '#lib/providers/index.ts';
import { lookupOf } from '#lib/providers/invent-credentials.ts';
import { truncateAll } from '#lib/testing/database.ts';
import type { AppScope } from '#lib/webhooks/endpoints.ts';
import { findDialectAccount } from './accounts.ts';
import {
  changeDialect,
  createDialect,
  credentialsOf,
  dialectSettings,
  findDialect,
  noteDialectShown,
  rotateDialect,
} from './manage-dialects.ts';
import { tryCommand } from './try-command.ts';

const now = new Date('2026-11-21T10:00:00Z');
let awa: Acting;
let scope: AppScope;
beforeEach(async () => {
  await truncateAll();
  awa = await actingAs(await aMember(), now);
  const made = await createApp(awa, {
    name: 'Boutique',
    siteUrl: 'https://shop.example',
    country: 'CM',
    currency: 'XAF',
    locale: 'fr',
  });
  if (typeof made === 'string' || 'faults' in made) throw new Error('not made');
  scope = { merchantId: awa.session.merchant.id, appId: made.app.id, mode: 'test' };
});

async function mustFind(provider: (typeof PROVIDER_IDS)[number]) {
  const row = await findDialect(scope, provider);
  if (row === undefined) throw new Error(provider);
  return row;
}

test.each(PROVIDER_IDS)(
  '%s: an account is made once, opens, can be tried, and changes its secrets',
  async (id) => {
    const both = await Promise.all([createDialect(awa, scope, id), createDialect(awa, scope, id)]);
    expect(both.sort()).toEqual(['created', 'exists']);
    const row = await mustFind(id);
    const before = credentialsOf(row);
    const { manifest } = providerById(id);
    expect(await findDialectAccount(id, lookupOf(manifest, before))).toMatchObject({
      id: row.id,
      credentials: before,
    });

    const baseUrl = `https://gateway.example/compat/${id}`;
    const command = await tryCommand({ provider: id, baseUrl, credentials: before, locale: 'fr' });
    expect(command).toMatch(/^curl -X (?:GET|POST) '/);
    expect(command).toContain(`'${baseUrl}/`);

    expect(await rotateDialect(awa, scope, id)).toBe(true);
    const after = credentialsOf(await mustFind(id));
    expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
    expect(after).not.toEqual(before);
    expect(await findDialectAccount(id, lookupOf(manifest, after))).toMatchObject({ credentials: after });
  },
);

test('belongs to its app and mode alone', async () => {
  await createDialect(awa, scope, 'flexpay');
  const kofi = await actingAs(await aMember({ email: 'kofi@example.com' }), now);
  const theirs = { ...scope, merchantId: kofi.session.merchant.id };
  expect(await findDialect(theirs, 'flexpay')).toBeUndefined();
  expect(await createDialect(kofi, theirs, 'flexpay')).toBe('not_found');
  expect(await rotateDialect(kofi, theirs, 'flexpay')).toBe(false);
  expect(await noteDialectShown(kofi, theirs, 'flexpay')).toBe(false);
  expect(await rotateDialect(awa, { ...scope, mode: 'live' }, 'flexpay')).toBe(false);
  expect(await createDialect(awa, { ...scope, mode: 'live' }, 'flexpay')).toBe('live_closed');
});

test('keeps its addresses and switches, and what the form does not know', async () => {
  await createDialect(awa, scope, 'my-coolpay');
  const row = await mustFind('my-coolpay');
  await db.dialectCredential.update({ where: { id: row.id }, data: { settings: { unheardOf: 1 } } });
  const change = {
    callbackUrl: 'https://shop.example/callback',
    successUrl: 'https://shop.example/ok',
    switches: ['sendForwardedFor', 'unknown'],
    addressCheckLifted: true,
  };
  expect(await changeDialect(awa, scope, { provider: 'my-coolpay', change })).toBe('changed');
  const after = await mustFind('my-coolpay');
  expect(after.settings).toEqual({
    unheardOf: 1,
    success_url: 'https://shop.example/ok',
    address_check_lifted: true,
    sendForwardedFor: true,
  });
  expect(dialectSettings(after)).toMatchObject({ switches: ['sendForwardedFor'], cancelUrl: '' });
  expect(
    await changeDialect(awa, scope, {
      provider: 'my-coolpay',
      change: { ...change, callbackUrl: 'https://192.168.1.1/x' },
    }),
  ).toBe('addressPrivate');
});

/** Every page of the portal as the file tree has it, each with an address that shows something. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, expect } from '@playwright/test';
import { idOfUuid } from '#lib/ids.ts';
import { api, demo, hostedPayment, newReference, rows, url } from './demo.ts';
import { signedIn } from './portal-people.ts';

const FOLDER = path.join(import.meta.dirname, '../app/portal');

/** What an address needs beyond its folder. */
const QUERIES: Readonly<Record<string, string>> = {
  'connections/new': '?provider=flooz',
  'platform/connections/new': '?provider=tmoney-mbanking',
};

/** States that have a page's place to themselves. */
const STATES: Readonly<Record<string, string>> = {
  'home, live': '/portal?mode=live',
  'payments, live': '/portal/payments?mode=live',
  'payments, none': '/portal/payments?q=nothing-has-this',
  'discrepancies, none': '/portal/discrepancies?kind=reversal&whose=me',
  'sign-in, refused': '/portal/sign-in?error=refused',
};

export interface PortalAddress {
  /** The page's folder in app/portal: what to call it. */
  page: string;
  path: string;
}

/** @param objects by folder, for each page about an object: what its address ends with (see portalObjects) */
export function portalAddresses(objects: Readonly<Record<string, string>>): PortalAddress[] {
  const states = Object.entries(STATES).map(([page, path]) => ({ page, path }));
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  const pages = files
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => path.dirname(file))
    .sort()
    .map((page) => ({ page, path: addressOf(page, objects) }));
  return [...pages, ...states];
}

function addressOf(page: string, objects: Readonly<Record<string, string>>): string {
  const shown = page.includes('[') ? objects[page] : page.replace(/^\.$/, '');
  if (shown === undefined) throw new Error(`Say in ${import.meta.filename} which object ${page} shows.`);
  return `/portal/${shown}${QUERIES[page] ?? ''}`.replace(/\/$/, '');
}

/** An object for each page about one, all of the demo's shop: what exists is used, what does not is made. */
export async function portalObjects(browser: Browser): Promise<Record<string, string>> {
  const [{ payment, discrepancy }, link, connection, tokens] = await Promise.all([
    aDiscrepancy(),
    api<{ id: string }>('POST', '/payment_links', { amount: 1500, currency: 'XAF', description: 'Bissap' }),
    anOwnConnection(browser),
    linkTokens(),
  ]);
  const { endpoint, delivery } = await aDelivery();
  const [platforms] = await rows<{ id: string }>(
    `SELECT id FROM connections WHERE merchant_id IS NULL AND mode = 'test' AND provider = 'my-coolpay'`,
  );
  return {
    'apps/[id]': `apps/${demo.app_id}`,
    'apps/[id]/keys': `apps/${demo.app_id}/keys`,
    'connections/[id]': `connections/${connection}`,
    'discrepancies/[id]': `discrepancies/${discrepancy}`,
    'invitation/[token]': `invitation/${tokens.invitations}`,
    'links/[id]': `links/${link.id}`,
    'move/[provider]': 'move/my-coolpay',
    'payments/[id]': `payments/${payment}`,
    'platform/connections/[id]': `platform/connections/${platforms?.id}`,
    'reset/[token]': `reset/${tokens.password_resets}`,
    'sign-up/[token]': `sign-up/${tokens.sign_ups}`,
    'webhooks/[id]': `webhooks/${endpoint}`,
    'webhooks/[id]/[delivery]': `webhooks/${endpoint}/${idOfUuid('dlv', delivery)}`,
  };
}

async function aDiscrepancy(): Promise<{ payment: string; discrepancy: string }> {
  const { id: payment } = await hostedPayment({ operator: 'cm-mtn', phone: '+237670000189' });
  const read = () => rows<{ id: string }>('SELECT id FROM discrepancies WHERE payment_id = $1', [payment]);
  await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBe(1);
  const [discrepancy] = await read();
  return { payment, discrepancy: discrepancy?.id ?? '' };
}

async function aDelivery(): Promise<{ endpoint: string; delivery: string }> {
  const read = () =>
    rows<{ endpoint: string; delivery: string }>(
      `SELECT endpoint_id AS endpoint, id AS delivery FROM deliveries
       WHERE app_id = $1 AND endpoint_id IS NOT NULL AND status = 'delivered' ORDER BY created_at DESC LIMIT 1`,
      [demo.app_id],
    );
  await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBe(1);
  const [found] = await read();
  return found ?? { endpoint: '', delivery: '' };
}

/**
 * A connection that the demo's shop owns. Another merchant adds it, by the form, and the row changes hands once it is
 * paused: no payment of another test ever goes through it.
 */
async function anOwnConnection(browser: Browser): Promise<string> {
  const name = `Caisse ${newReference()}`;
  const email = await aMerchant('Boutique Ama');
  const page = await signedIn(browser, email, demo.portal.password);
  await page.goto(url('/portal/connections/new?provider=my-coolpay'));
  await page.locator('[name=name]').fill(name);
  await page.locator('[name="credentials:public_key"]').fill('fake-public');
  await page.locator('[name="credentials:private_key"]').fill('fake-private');
  await page.locator('.connection-form .btn').click();
  await expect(page).toHaveURL(/done=added/);
  await page.context().close();
  const [connection] = await rows<{ id: string }>(
    `UPDATE connections SET paused_at = now(), merchant_id = (SELECT merchant_id FROM members WHERE email = $2)
     WHERE name = $1 RETURNING id`,
    [name, demo.portal.email],
  );
  return connection?.id ?? '';
}

/** A merchant without anything, whose owner signs in with the demo's password. */
export async function aMerchant(name: string): Promise<string> {
  const email = `${newReference().toLowerCase()}@example.com`;
  await rows(
    `WITH shop AS (INSERT INTO merchants (id, name, country) VALUES ('mer_' || md5($1), $3, 'TG') RETURNING id)
     INSERT INTO members (id, merchant_id, email, name, role, password_hash)
     SELECT 'mem_' || md5($1), shop.id, $1, 'Ama', 'owner', m.password_hash FROM shop, members m WHERE m.email = $2`,
    [email, demo.portal.email, name],
  );
  return email;
}

/** Links that a mail would bring; the database holds only their hashes. */
async function linkTokens(): Promise<Record<'invitations' | 'password_resets' | 'sign_ups', string>> {
  const token = newReference();
  const email = `${token.toLowerCase()}@example.com`;
  const hash = createHash('sha256').update(token).digest();
  await rows(
    `INSERT INTO invitations (id, merchant_id, email, role, token_hash, expires_at)
     SELECT gen_random_uuid(), merchant_id, $1, 'support', $2, now() + interval '1 day' FROM members WHERE email = $3`,
    [email, hash, demo.portal.email],
  );
  await rows(
    `INSERT INTO password_resets (token_hash, member_id, expires_at)
     SELECT $1, id, now() + interval '1 day' FROM members WHERE email = $2`,
    [hash, demo.portal.email],
  );
  await rows(
    `INSERT INTO sign_ups (token_hash, email, merchant_name, country, name, password_hash, locale, expires_at)
     SELECT $1, $2, 'Boutique Ama', 'TG', 'Ama', password_hash, 'fr', now() + interval '1 day'
     FROM members WHERE email = $3`,
    [hash, email, demo.portal.email],
  );
  return { invitations: token, password_resets: token, sign_ups: token };
}

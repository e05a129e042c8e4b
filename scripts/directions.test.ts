import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directionRules } from '../.dependency-cruiser.ts';
import { checkDirections, type Directions } from './lib/directions.ts';

/** One file a rule that breaks it, and the rule; undefined for what is allowed. */
const PLANTED: { from: string; to: string; rule: string | undefined; type?: boolean }[] = [
  { from: 'lib/generated/a.ts', to: 'lib/ledger/a.ts', rule: 'lib-generated-goes-down' },
  { from: 'lib/providers/a.ts', to: 'lib/payments/a.ts', rule: 'lib-providers-goes-down' },
  { from: 'lib/providers/b.ts', to: 'lib/payments/a.ts', rule: 'lib-providers-goes-down', type: true },
  { from: 'lib/providers/my-coolpay/a.ts', to: 'lib/ledger/a.ts', rule: 'lib-providers-goes-down' },
  { from: 'lib/providers/c.ts', to: 'lib/db.ts', rule: 'providers-have-no-database' },
  { from: 'lib/operators/a.ts', to: 'lib/providers/z.ts', rule: 'lib-operators-goes-down' },
  { from: 'lib/ledger/b.ts', to: 'lib/payments/a.ts', rule: 'lib-ledger-goes-down' },
  { from: 'lib/i18n/a.ts', to: 'lib/payments/a.ts', rule: 'lib-i18n-goes-down' },
  { from: 'lib/routing/a.ts', to: 'lib/payments/a.ts', rule: 'lib-routing-goes-down' },
  { from: 'lib/webhooks/a.ts', to: 'lib/mail/z.ts', rule: 'lib-webhooks-goes-down' },
  { from: 'lib/mail/a.ts', to: 'lib/merchants/z.ts', rule: 'lib-mail-goes-down' },
  { from: 'lib/payments/b.ts', to: 'lib/payouts/z.ts', rule: 'lib-payments-goes-down' },
  { from: 'lib/payouts/a.ts', to: 'lib/links/z.ts', rule: 'lib-payouts-goes-down' },
  { from: 'lib/links/a.ts', to: 'lib/payouts/z.ts', rule: 'lib-links-goes-down' },
  { from: 'lib/receipts/a.ts', to: 'lib/merchants/z.ts', rule: 'lib-receipts-goes-down' },
  { from: 'lib/merchants/a.ts', to: 'lib/sandbox/z.ts', rule: 'lib-merchants-goes-down' },
  { from: 'lib/discrepancies/a.ts', to: 'lib/transfers/z.ts', rule: 'lib-discrepancies-goes-down' },
  { from: 'lib/compat/a.ts', to: 'lib/sandbox/z.ts', rule: 'lib-compat-goes-down' },
  { from: 'lib/sandbox/a.ts', to: 'lib/compat/z.ts', rule: 'lib-sandbox-goes-down' },
  { from: 'lib/reconciliation/a.ts', to: 'lib/transfers/z.ts', rule: 'lib-reconciliation-goes-down' },
  { from: 'lib/figures/a.ts', to: 'lib/transfers/z.ts', rule: 'lib-figures-goes-down' },
  { from: 'lib/transfers/a.ts', to: 'lib/compat/z.ts', rule: 'lib-transfers-goes-down' },
  { from: 'lib/money.ts', to: 'lib/payments/a.ts', rule: 'plain-tools-know-nothing' },
  { from: 'components/d.ts', to: 'lib/api/z.ts', rule: 'only-routes-use-the-api-folder' },
  { from: 'app/portal/a.ts', to: 'lib/api/z.ts', rule: 'only-routes-use-the-api-folder' },
  { from: 'lib/payments/d.ts', to: 'app/z.ts', rule: 'nothing-imports-an-entrance' },
  { from: 'components/a.ts', to: 'lib/web/z.ts', rule: 'nothing-imports-an-entrance' },
  { from: 'lib/web/a.ts', to: 'lib/worker/z.ts', rule: 'web-and-worker-stay-apart' },
  { from: 'components/checkout/a.ts', to: 'lib/db.ts', rule: 'components-touch-no-secret' },
  { from: 'components/checkout/b.ts', to: 'lib/secrets.ts', rule: 'components-touch-no-secret' },
  { from: 'components/checkout/c.ts', to: 'lib/providers/z.ts', rule: 'components-touch-no-secret' },
  { from: 'lib/payments/e.ts', to: 'components/ui/z.ts', rule: 'lib-shows-nothing' },
  { from: 'components/ui/a.ts', to: 'lib/phone.ts', rule: 'ui-knows-no-product' },
  { from: 'components/ui/b.ts', to: 'components/checkout/z.ts', rule: 'ui-knows-no-product' },
  { from: 'lib/payments/f.ts', to: 'lib/testing/z.ts', rule: 'tests-only' },
  { from: 'lib/payments/g.ts', to: 'lib/gone.ts', rule: 'everything-is-found' },

  { from: 'app/api/a.ts', to: 'lib/api/z.ts', rule: undefined },
  { from: 'lib/api/b.ts', to: 'lib/payments/a.ts', rule: undefined },
  { from: 'lib/payouts/b.ts', to: 'lib/payments/a.ts', rule: undefined },
  { from: 'lib/links/b.ts', to: 'lib/payments/a.ts', rule: undefined },
  { from: 'lib/receipts/b.ts', to: 'lib/payments/a.ts', rule: undefined },
  { from: 'lib/providers/d.ts', to: 'lib/operators/z.ts', rule: undefined },
  { from: 'lib/sandbox/b.ts', to: 'lib/providers/z.ts', rule: undefined },
  { from: 'lib/web/b.ts', to: 'lib/web/z.ts', rule: undefined },
  { from: 'lib/payments/h.test.ts', to: 'lib/sandbox/z.ts', rule: undefined },
];

let root: string;
let found: Directions;

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cross-directions-'));
  write('package.json', JSON.stringify({ name: 'planted', type: 'module', imports: { '#*': './*' } }));
  for (const { to } of PLANTED)
    if (to !== 'lib/gone.ts') write(to, 'export const z = 1;\nexport type Z = 1;\n');
  for (const { from, to, type } of PLANTED) {
    write(
      from,
      type ? `import type { Z } from '#${to}';\nexport type A = Z;\n` : `export { z as a } from '#${to}';\n`,
    );
  }
  found = await checkDirections(root);
}, 30_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each(PLANTED)('$from → $to: $rule', ({ from, rule }) => {
  const reported = found.violations
    .filter((violation) => violation.from === from)
    .map((violation) => violation.rule);
  expect(reported).toEqual(rule ? [rule] : []);
});

test('every rule is broken once above', () => {
  const names = directionRules.forbidden.map((rule) => rule.name);
  const broken = new Set(PLANTED.map(({ rule }) => rule));
  // Nothing of lib lies above the API folder but the entrances, which have their own rule.
  expect(names.filter((name) => !broken.has(name))).toEqual(['lib-api-goes-down']);
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

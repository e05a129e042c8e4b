import type { IConfiguration } from 'dependency-cruiser';

// Imports go down or stay inside a folder. The rows are those of the picture in README.md.
// scripts/directions.test.ts plants a violation of each rule and sees it reported.
const ROWS = [
  ['generated'],
  ['providers', 'operators', 'ledger'],
  ['i18n'],
  ['routing', 'webhooks', 'mail'],
  ['payments', 'payouts', 'links', 'receipts', 'merchants', 'discrepancies'],
  ['compat', 'sandbox', 'reconciliation', 'transfers', 'figures'],
  ['api'],
];
/** The only imports between two folders of one row. */
const SIDEWAYS: Record<string, string[]> = {
  payouts: ['payments'],
  // A person's word is an observation, written down in the audit log.
  discrepancies: ['payments', 'merchants'],
  // A link makes payments; its shop must be open, and what a member does with it is written down.
  links: ['payments', 'merchants'],
  // A receipt is a payment as anyone may see it.
  receipts: ['payments'],
  // Wires are told in the market's words: operator ids and failure codes.
  providers: ['operators'],
};

/** Tests, and what only they use, may look anywhere. */
const TEST = '\\.test\\.tsx?$|/testing/|/conformance[^/]*\\.ts$';
const folder = (names: string[]) => `^lib/(${names.join('|')})/`;

/** No folder of lib imports a row above its own, nor a neighbour. */
const rows = ROWS.flatMap((row, index) =>
  row.map((name) => {
    const neighbours = row.filter((other) => other !== name && !SIDEWAYS[name]?.includes(other));
    const above = ROWS.slice(index + 1).flat();
    return {
      name: `lib-${name}-goes-down`,
      severity: 'error' as const,
      from: { path: folder([name]), pathNot: TEST },
      to: { path: [folder([...neighbours, ...above])] },
    };
  }),
);

export const directionRules = {
  forbidden: [
    ...rows,
    {
      name: 'plain-tools-know-nothing',
      comment: 'lib/*.ts import each other, packages and the generated database client only.',
      severity: 'error',
      from: { path: '^lib/[^/]+\\.tsx?$', pathNot: TEST },
      to: { path: folder(ROWS.flat().filter((name) => name !== 'generated')) },
    },
    {
      name: 'providers-have-no-database',
      comment: 'A provider translates its wire; it gets a store for what it must keep.',
      severity: 'error',
      from: { path: '^lib/providers/', pathNot: TEST },
      to: { path: ['^lib/db\\.ts$', '^lib/generated/'] },
    },
    {
      name: 'only-routes-use-the-api-folder',
      severity: 'error',
      from: { pathNot: ['^app/api/', '^lib/api/', TEST] },
      to: { path: '^lib/api/' },
    },
    {
      name: 'nothing-imports-an-entrance',
      severity: 'error',
      from: { path: '^(lib|components|scripts|prisma)/', pathNot: ['^lib/(web|worker)/', TEST] },
      to: { path: ['^app/', '^lib/web/', '^lib/worker/'] },
    },
    {
      name: 'web-and-worker-stay-apart',
      severity: 'error',
      from: { path: '^lib/(web|worker)/', pathNot: TEST },
      to: { path: ['^app/', '^lib/(web|worker)/'], pathNot: '^lib/$1/' },
    },
    {
      name: 'components-touch-no-secret',
      comment: 'What a browser may load never reaches the database, a key or a provider.',
      severity: 'error',
      from: { path: '^components/', pathNot: TEST },
      to: { path: ['^lib/(db|secrets|env|http)\\.ts$', '^lib/providers/', '^lib/generated/'] },
    },
    {
      name: 'lib-shows-nothing',
      severity: 'error',
      from: { path: '^lib/', pathNot: ['^lib/mail/', TEST] },
      to: { path: '^components/' },
    },
    {
      name: 'ui-knows-no-product',
      severity: 'error',
      from: { path: '^components/ui/', pathNot: TEST },
      to: { path: ['^lib/', '^components/(?!ui/)'] },
    },
    {
      name: 'tests-only',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'everything-is-found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^[.#]' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^node_modules', '\\.css$', '^\\.next'] },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
} satisfies IConfiguration;

/**
 * Which room may import which: functions → payment → { records, listing, merchant, wechat-pay } → api → packets;
 * console → cli → sdk and a few modules of shared/; and each outside service behind one room. `parser: 'swc'` matters: with
 * TypeScript 7 the default parser sees no imports at all.
 */
const ROOMS = [
  'packets',
  'api',
  'campaign',
  'lambda',
  'records',
  'listing',
  'merchant',
  'wechat-pay',
  'payment',
];

/** What a room of shared/ may import from the others. */
const MAY = {
  packets: [],
  api: ['packets'],
  campaign: ['api'],
  lambda: ['api'],
  records: ['packets', 'api', 'aws'],
  listing: ['api', 'records', 'aws'],
  merchant: ['api', 'aws'],
  'wechat-pay': ['packets', 'api'],
  payment: ['packets', 'api', 'records', 'merchant', 'wechat-pay', 'config', 'aws'],
};

const downwards = ROOMS.map((room) => {
  const allowed = [room, ...MAY[room]].join('|');
  return {
    name: `${room}-imports-only-what-is-below-it`,
    severity: 'error',
    from: { path: `^shared/${room}/` },
    to: { path: '^(shared|functions|sdk|scripts|test)/', pathNot: `^shared/(${allowed})(/|\\.ts$)` },
  };
});

function onlyBehind(name, from, to) {
  return {
    name,
    severity: 'error',
    from: { path: '^(functions|shared|sdk)/', pathNot: from },
    to: { path: to },
  };
}

module.exports = {
  forbidden: [
    ...downwards,
    {
      name: 'decisions-have-no-effects',
      severity: 'error',
      from: { path: '^shared/payment/decide/' },
      to: { path: '^shared/(payment/(?!decide/)|records/dynamodb|merchant/|aws\\.ts|config\\.ts)' },
    },
    onlyBehind(
      'only-records-and-listing-know-dynamodb',
      '^shared/(records|listing)/',
      '@aws-sdk/(client|util|lib)-dynamodb',
    ),
    onlyBehind('only-merchant-knows-secrets-manager', '^shared/merchant/', '@aws-sdk/client-secrets-manager'),
    onlyBehind('only-wechat-pay-knows-xml', '^shared/wechat-pay/', 'fast-xml-parser'),
    // The secret's key pair is tried in a TLS context, which opens no socket.
    onlyBehind(
      'only-wechat-pay-opens-sockets',
      '^shared/(wechat-pay/|merchant/pair\\.ts)',
      '^(node:)?(https?|tls|http2)$',
    ),
    onlyBehind('only-sdk-invokes-functions', '^sdk/', '@aws-sdk/client-lambda'),
    {
      name: 'sdk-shares-only-the-api',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^(shared|functions|scripts|test)/', pathNot: '^shared/api/' },
    },
    {
      name: 'sandbox-imports-nothing-it-judges',
      severity: 'error',
      from: { path: '^scripts/(sandbox|local|serverless)/' },
      to: { path: '^(shared|functions|sdk|cli)/' },
    },
    {
      // Commands go through the functions (sdk, Invoke). What no function does is imported from shared/ by name: the
      // recount of the list, which runs for as long as a table is large, and the check and the proof of a secret and the
      // codes of an account's faults, which must be the functions' own.
      name: 'cli-goes-through-the-functions',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: '^(shared|functions|scripts|test)/',
        pathNot: [
          ...[
            '^shared/(api/|campaign/|config\\.ts)',
            '^shared/merchant/',
            '^shared/payment/prove-account\\.ts',
          ],
          ...['^shared/wechat-pay/protocol/client\\.ts', '^shared/wechat-pay/responses/account-faults\\.ts'],
          // The key of a lost send must be the one of its first attempt.
          ...['^shared/lambda/guard\\.ts', '^shared/payment/idempotency-key\\.ts'],
          ...[
            '^shared/listing/recount\\.ts',
            '^shared/records/dynamodb\\.ts',
            // What stands before a deploy also judges a stack that runs; of the sandbox, the types and limits of its admin API.
            '^scripts/(local/|preflight/|sandbox/(index|limits)\\.ts|build\\.ts)',
          ],
        ],
      },
    },
    {
      // Pages show what commands know and the functions tell. They start nothing, so `cli/commands/` starts them.
      name: 'console-goes-through-the-functions',
      severity: 'error',
      from: { path: '^console/' },
      to: {
        path: '^(shared|functions|scripts|test)/',
        pathNot: '^shared/(api/|campaign/|merchant/)',
      },
    },
    {
      // A reason is a value: readers and checks of files make it, terminal, file and pages say it.
      name: 'reasons-know-no-reader',
      severity: 'error',
      from: { path: '^cli/campaign/plan/reason/' },
      to: { path: '^cli/campaign/(?!plan/reason/)' },
    },
    {
      name: 'only-the-cli-opens-the-console',
      severity: 'error',
      from: { path: '^(functions|shared|sdk|scripts)/' },
      to: { path: '^console/' },
    },
    {
      // What two commands share stands beside them, in cli/.
      name: 'only-the-table-imports-commands',
      severity: 'error',
      from: { path: '^(cli|console|functions|shared|sdk|scripts)/', pathNot: '^cli/commands\\.ts$' },
      to: { path: '^cli/commands/' },
    },
    {
      name: 'product-imports-no-scripts-or-tests',
      severity: 'error',
      from: { path: '^(functions|shared|sdk)/' },
      to: { path: '^(scripts|test|cli)/' },
    },
    {
      name: 'functions-are-deployed-alone',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(functions|sdk)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      // The packages of the benchmarks may not be installed; with them, `tsc` checks its imports.
      from: { pathNot: '^scripts/bench/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.build)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.json', '.d.ts'],
      // For packages whose parts only their `exports` name, such as `tsx/cjs/api`.
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'types', 'default'],
    },
  },
};

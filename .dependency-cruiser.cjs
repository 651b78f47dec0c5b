/**
 * Who may import whom: functions → payout → { records, merchant, wechat-pay } → contract, and each outside
 * service behind one door. `parser: 'swc'` matters: with TypeScript 7 the default parser sees no imports at all.
 */
const FOLDERS = ['contract', 'invocation', 'records', 'merchant', 'wechat-pay', 'payout'];

/** What a folder of shared/ may import from the others. */
const MAY = {
  contract: [],
  invocation: ['contract'],
  records: ['contract', 'aws'],
  merchant: ['contract', 'aws'],
  'wechat-pay': ['contract'],
  payout: ['contract', 'records', 'merchant', 'wechat-pay', 'config', 'aws'],
};

const downwards = FOLDERS.map((folder) => {
  const allowed = [folder, ...MAY[folder]].join('|');
  return {
    name: `${folder}-imports-only-what-is-below-it`,
    severity: 'error',
    from: { path: `^shared/${folder}/` },
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
    onlyBehind('only-records-knows-dynamodb', '^shared/records/', '@aws-sdk/(client|util|lib)-dynamodb'),
    onlyBehind('only-merchant-knows-secrets-manager', '^shared/merchant/', '@aws-sdk/client-secrets-manager'),
    onlyBehind('only-wechat-pay-knows-xml', '^shared/wechat-pay/', 'fast-xml-parser'),
    // The secret's pair is tried in a TLS context, which opens nothing.
    onlyBehind(
      'only-wechat-pay-opens-sockets',
      '^shared/(wechat-pay/|merchant/secret\\.ts)',
      '^(node:)?(https?|tls|http2)$',
    ),
    onlyBehind('only-sdk-invokes-functions', '^sdk/', '@aws-sdk/client-lambda'),
    {
      name: 'sdk-shares-only-the-contract',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^(shared|functions|scripts|test)/', pathNot: '^shared/contract/' },
    },
    {
      name: 'sandbox-imports-nothing-it-judges',
      severity: 'error',
      from: { path: '^scripts/(sandbox|local|serverless)/' },
      to: { path: '^(shared|functions|sdk)/' },
    },
    {
      name: 'product-imports-no-scripts-or-tests',
      severity: 'error',
      from: { path: '^(functions|shared|sdk)/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'functions-are-deployed-alone',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(functions|sdk)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.build)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs', '.json', '.d.ts'] },
  },
};

'use strict';

const { join } = require('node:path');
const { paramOf } = require('./params.cjs');
const { reservationOf } = require('./param-values.cjs');

/** The checks are shared with the command line of red-pack, which is TypeScript. */
const PREFLIGHT = join(__dirname, '../preflight/index.ts');

function planOf(serverless, preflight) {
  const { service } = serverless;
  const { sendRedPack } = service.functions;
  return preflight.planOf({
    stack: serverless.getProvider('aws').naming.getStackName(),
    environment: { ...service.provider.environment, ...sendRedPack.environment },
    sendConcurrency: reservationOf(serverless),
    params: Object.fromEntries(
      ['create-table', 'alarm-email'].map((name) => [name, paramOf(serverless, name)]),
    ),
  });
}

/**
 * Looks at account, table, records, secrets and alarms before a deploy changes anything. Prints warnings.
 * @throws Serverless's error if the deploy would fail, or put payments at risk
 */
async function runPreflight(serverless, log) {
  // Loaded only here: most commands deploy nothing.
  const { require: requireTs } = require('tsx/cjs/api');
  const preflight = requireTs(PREFLIGHT, __filename);
  const plan = planOf(serverless, preflight);
  const clients = preflight.createClients({
    ...(await serverless.getProvider('aws').getAwsSdkV3Config()),
    maxAttempts: 2,
  });
  const facts = await preflight.gatherFacts(plan, clients, Date.now()).finally(() => {
    preflight.destroyClients(clients);
  });
  const findings = preflight.findingsOf(plan, facts);
  const errors = findings.filter(({ severity }) => severity === 'error');
  for (const finding of findings) {
    if (finding.severity === 'warning') log.warning(preflight.textOf(finding));
  }
  if (errors.length === 0) return;
  throw new serverless.classes.Error(
    `Nothing was deployed.\n\n${errors.map(preflight.textOf).join('\n\n')}`,
    'PREFLIGHT_FAILED',
  );
}

module.exports = { runPreflight };

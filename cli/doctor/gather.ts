import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import {
  createClients,
  destroyClients,
  type Fact,
  type Facts,
  gatherFacts,
  gatherSecrets,
  gatherTable,
  known,
  type Plan,
  planOf,
} from '../../scripts/preflight';
import { describeError } from '../errors';
import type { Stack } from '../stack';
import { plannedService } from '../stack-aws';

export interface Examined {
  readonly plan: Plan;
  readonly facts: Facts;
}

/** Why there is nothing to see of a stack before its first deploy. */
export const NOT_DEPLOYED = 'the stack is not deployed yet';

/** What the checks need, of a stack that runs or of one that is not deployed yet. Changes nothing. */
export async function examine(stack: Stack, nowMs: number): Promise<Examined> {
  return stack.isLocal ? examineLocal(stack, nowMs) : examineAws(stack, nowMs);
}

/** The plan of a stack that runs: what its functions have, whatever serverless.yml says today. */
function runningPlan(
  stack: string,
  environment: Readonly<Record<string, string>>,
  sendConcurrency: number | null,
): Plan {
  // A table that it uses must be there, also one that another stack has created.
  const params = { 'create-table': 'false' };
  return { ...planOf({ stack, environment, sendConcurrency, params }), isRunning: true };
}

async function examineAws(stack: Stack, nowMs: number): Promise<Examined> {
  const environment = await stack.settings();
  // Read already, so this asks nothing.
  const isDeployed = await stack.environment().then(
    () => true,
    () => false,
  );
  const planned = isDeployed ? null : await plannedPlan(stack.name);
  const plan = planned ?? runningPlan(stack.name, environment, null);
  const clients = createClients(stack.clientConfig('LAMBDA'));
  const facts = await gatherFacts(plan, clients, nowMs).finally(() => destroyClients(clients));
  if (planned !== null) return { plan, facts };
  const quota = known(facts.quota);
  // 0 judges nothing, which suits a reservation that nobody knows.
  return { plan: { ...plan, sendConcurrency: quota === undefined ? 0 : quota.reserved }, facts };
}

/** As the first deploy from this folder would have it. */
async function plannedPlan(name: string): Promise<Plan> {
  const { environment, functions, param } = await plannedService(name);
  const send = functions.find((each) => each.name === 'sendRedPack');
  return planOf({
    stack: name,
    environment: { ...environment, ...send?.environment },
    sendConcurrency: send?.reservedConcurrency ?? null,
    params: { 'create-table': param('create-table'), 'alarm-email': param('alarm-email') },
  });
}

/** The local stack has neither a quota nor CloudFormation nor alarms: a client of these would reach for AWS. */
async function examineLocal(stack: Stack, nowMs: number): Promise<Examined> {
  const environment = await stack.environment();
  const plan = runningPlan(stack.name, environment, 0);
  const dynamodb = new DynamoDBClient({ ...stack.clientConfig('DYNAMODB'), maxAttempts: 2 });
  const [table, secrets] = await Promise.all([
    gatherTable(plan, { dynamodb }),
    gatherSecrets(plan, stack, nowMs),
  ]).finally(() => dynamodb.destroy());
  const none = <T>(what: string): Fact<T> => ({
    ...{ known: false, what, reason: 'the local stack has none', permission: '' },
  });
  const facts: Facts = {
    ...{ nowMs, ...table, ...secrets },
    quota: none('the quota of concurrent executions'),
    subscriptions: none('who subscribes to the alarms'),
    deployed: { known: true, value: environment },
    ownedTable: { known: true, value: plan.table },
  };
  return { plan, facts };
}

/** Reserved concurrency of the function that sends: null for none. */
export async function reservationOf({ lambda, functionPrefix }: Stack): Promise<Fact<number | null>> {
  const FunctionName = `${functionPrefix}sendRedPack`;
  try {
    const found = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    return { known: true, value: found.ReservedConcurrentExecutions ?? null };
  } catch (error) {
    const isAbsent = error instanceof Error && error.name === 'ResourceNotFoundException';
    return {
      ...{ known: false, what: 'whether sending is paused' },
      reason: isAbsent ? NOT_DEPLOYED : describeError(error),
      permission: isAbsent ? '' : `lambda:GetFunctionConcurrency on ${FunctionName}`,
    };
  }
}

import { type FunctionConfiguration, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Fact, Finding } from '../../scripts/preflight';
import { describeError } from '../errors';
import { SENDING } from '../pause/reservation';
import type { Stack } from '../stack';
import { plannedService } from '../stack-aws';
import { NOT_DEPLOYED } from './gather';
import { type Verdict, verdict } from './judge';

/** Variables that all functions share: with another value, one would read or pay other records than the rest. */
const SHARED = ['RECORDS_TABLE', 'ID_NAMESPACE', 'MINIAPP_ID', 'SECRET_PREFIX', 'WECHAT_PAY_HOSTS'] as const;

const DEPLOY = 'Deploy the stack again, with the same params as before.';

type Deployed = ReadonlyMap<string, FunctionConfiguration | null>;

async function configurationOf(
  { lambda }: Stack,
  FunctionName: string,
): Promise<FunctionConfiguration | null> {
  try {
    return await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

async function deployedOf(stack: Stack): Promise<Fact<Deployed>> {
  const { functions } = await plannedService(stack.name);
  try {
    const found = await Promise.all(
      functions.map(
        async ({ name }) => [name, await configurationOf(stack, stack.functionPrefix + name)] as const,
      ),
    );
    return { known: true, value: new Map(found) };
  } catch (error) {
    return {
      ...{ known: false, what: 'the deployed functions', reason: describeError(error) },
      permission: `lambda:GetFunctionConfiguration on ${stack.functionPrefix}*`,
    };
  }
}

function problemsOf(
  name: string,
  found: FunctionConfiguration | null,
  first: FunctionConfiguration,
): Finding[] {
  if (found === null) {
    const severity = (SENDING as readonly string[]).includes(name) ? 'error' : 'warning';
    return [{ severity, message: `The function ${name} is not deployed.`, repair: DEPLOY }];
  }
  const findings: Finding[] = [];
  if (found.State === 'Failed' || found.LastUpdateStatus === 'Failed') {
    const reason = found.LastUpdateStatusReason ?? found.StateReason ?? 'no reason given';
    findings.push({
      severity: 'error',
      message: `The function ${name} has failed: ${reason}.`,
      repair: DEPLOY,
    });
  }
  const [own, common] = [found, first].map(({ Environment }) => Environment?.Variables ?? {});
  for (const variable of SHARED) {
    if (own?.[variable] === common?.[variable]) continue;
    const message = `${name} has the ${variable} "${own?.[variable]}", sendRedPack has "${common?.[variable]}".`;
    findings.push({
      severity: 'error',
      message,
      repair: `${DEPLOY} Somebody has changed a variable by hand.`,
    });
  }
  return findings;
}

/** Whether every function of this version is deployed, works and has the same settings. */
export async function judgeFunctions(stack: Stack): Promise<Verdict> {
  const deployed = await deployedOf(stack);
  if (!deployed.known) return verdict('functions', [], [], [deployed]);
  const first = deployed.value.get('sendRedPack');
  if (first == null) {
    const what = 'the deployed functions';
    return verdict('functions', [], [], [{ known: false, what, reason: NOT_DEPLOYED, permission: '' }]);
  }
  const findings = [...deployed.value].flatMap(([name, found]) => problemsOf(name, found, first));
  const seen = findings.length > 0 ? [] : [`${deployed.value.size} deployed, with the same settings`];
  return verdict('functions', seen, findings, []);
}

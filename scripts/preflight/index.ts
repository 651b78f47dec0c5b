import { checkAlarms } from './checks/alarms';
import { checkIdentity } from './checks/identity';
import { checkQuota } from './checks/quota';
import { checkSecrets } from './checks/secrets';
import { checkTable } from './checks/table';
import { checkUnchecked } from './checks/unchecked';
import type { Check, Facts, Finding, Plan } from './facts';

export { type Fact, type Facts, type Finding, known, type Plan } from './facts';
export {
  type Clients,
  createClients,
  destroyClients,
  gatherFacts,
  gatherSecrets,
  gatherTable,
} from './gather';
export { planOf } from './plan';

/** All checks by name, in the order in which a person reads them. */
export const CHECKS: Readonly<Record<string, Check>> = {
  quota: checkQuota,
  table: checkTable,
  identity: checkIdentity,
  secrets: checkSecrets,
  alarms: checkAlarms,
  unchecked: checkUnchecked,
};

/** The findings of all checks, errors first. */
export function findingsOf(plan: Plan, facts: Facts): Finding[] {
  const findings = Object.values(CHECKS).flatMap((check) => check(plan, facts));
  const of = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity);
  return [...of('error'), ...of('warning')];
}

/** One finding as text: what is wrong, then what to do. */
export function textOf({ message, repair }: Finding): string {
  return `${message}\n  → ${repair}`;
}

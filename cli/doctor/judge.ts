import { CHECKS, type Fact, type Facts, type Finding, known, type Plan } from '../../scripts/preflight';
import { daysLeft } from '../certificate/checks';
import type { Examined } from './gather';

/** `not checked`: it could not be looked up, which never counts as ok. */
export type Status = 'ok' | 'warning' | 'error' | 'not checked';

/** One check, as `--json` shows it. */
export interface Verdict {
  readonly check: string;
  readonly status: Status;
  /** What was seen, in words. */
  readonly seen: readonly string[];
  readonly findings: readonly Finding[];
}

/** The facts on which each check of the preflight depends. */
const FACTS_OF: Readonly<Record<string, readonly (keyof Omit<Facts, 'nowMs'>)[]>> = {
  quota: ['quota'],
  table: ['table', 'ownedTable'],
  identity: ['deployed', 'records'],
  secrets: ['secretNames', 'secrets'],
  alarms: ['subscriptions'],
};

/** What the checks saw where they found nothing wrong. */
const SEEN: Readonly<Record<string, (plan: Plan, facts: Facts) => readonly string[]>> = {
  quota: ({ sendConcurrency }) => [
    sendConcurrency === null ? 'sendRedPack has no reservation' : `sendRedPack reserves ${sendConcurrency}`,
  ],
  table: ({ table, isRunning }, facts) => {
    const found = known(facts.table);
    if (found == null) return isRunning === true ? [] : [`a deploy will create ${table}`];
    return [`${table} is ${found.status}`];
  },
  identity: ({ namespace, miniappId }, facts) => {
    const ours = known(facts.records)?.ours;
    const names = `namespace ${namespace}, miniapp-id ${miniappId}`;
    return [ours == null ? `${names}; no record yet` : `${names}; the oldest record's id follows from them`];
  },
  secrets: (_plan, facts) =>
    (known(facts.secrets) ?? []).flatMap(({ name, expiresAtMs }) =>
      expiresAtMs === null
        ? []
        : [`${name}: the certificate expires in ${daysLeft(expiresAtMs, facts.nowMs)} days`],
    ),
  alarms: (_plan, facts) => {
    const { confirmed = 0, paged = 0 } = known(facts.subscriptions) ?? {};
    return confirmed === 0 ? [] : [`confirmed subscriptions: AlarmTopic ${confirmed}, PageTopic ${paged}`];
  },
};

/** A fact that could not be looked up, as a finding: null where no permission would help. */
export function unknownFinding(fact: Extract<Fact<unknown>, { known: false }>): Finding | null {
  if (fact.permission === '') return null;
  const message = `Could not check ${fact.what}: ${fact.reason}.`;
  return { severity: 'warning', message, repair: `The check needs the permission ${fact.permission}.` };
}

/** A check's verdict from its findings and from the facts that it could not get. */
export function verdict(
  check: string,
  seen: readonly string[],
  findings: readonly Finding[],
  facts: readonly Fact<unknown>[],
): Verdict {
  const unknown = facts.filter((fact) => !fact.known);
  const denied = unknown.flatMap((fact) => unknownFinding(fact) ?? []);
  const impossible = unknown.flatMap(({ what, reason, permission }) =>
    permission === '' ? [`${what}: ${reason}`] : [],
  );
  const has = (severity: Finding['severity']) => findings.some((finding) => finding.severity === severity);
  const status = has('error')
    ? 'error'
    : unknown.length > 0
      ? 'not checked'
      : has('warning')
        ? 'warning'
        : 'ok';
  const isSeen = unknown.length === 0;
  return { check, status, seen: isSeen ? seen : impossible, findings: [...findings, ...denied] };
}

/** The preflight's checks on a stack. */
export function judge({ plan, facts }: Examined): Verdict[] {
  return Object.entries(FACTS_OF).map(([name, needed]) => {
    const findings = CHECKS[name]?.(plan, facts) ?? [];
    const seen = SEEN[name]?.(plan, facts) ?? [];
    return verdict(
      name,
      seen,
      findings,
      needed.map((fact) => facts[fact]),
    );
  });
}

import type { Verdict } from '../../cli/doctor/judge';
import { redPack } from './kit';

export interface Diagnosis {
  readonly code: number | null;
  readonly healthy: boolean;
  /** The status of each check. */
  readonly statuses: Readonly<Record<string, string>>;
  /** `severity: message → repair` of each finding of a check. */
  readonly of: (check: string) => readonly string[];
  /** What it saw. */
  readonly seen: (check: string) => readonly string[];
}

/** What `./red-pack doctor --json` says. */
export async function diagnose(...args: string[]): Promise<Diagnosis> {
  const { code, stdout, stderr } = await redPack(['doctor', '--json', ...args]);
  if (stdout === '') throw new Error(stderr);
  const { healthy, checks } = JSON.parse(stdout) as { healthy: boolean; checks: Verdict[] };
  const find = (check: string): Verdict | undefined => checks.find((each) => each.check === check);
  return {
    ...{ code, healthy },
    statuses: Object.fromEntries(checks.map(({ check, status }) => [check, status])),
    of: (check) =>
      (find(check)?.findings ?? []).map(
        ({ severity, message, repair }) => `${severity}: ${message} → ${repair}`,
      ),
    seen: (check) => find(check)?.seen ?? [],
  };
}

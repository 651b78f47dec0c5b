import type { Failure, SandboxCopy } from './sandbox-copy';
import type { TestGroup } from './suites';
import type { Variant } from './variant';

/** The result for one variant. */
export interface Verdict {
  readonly variant: Variant;
  readonly caught: readonly Failure[];
  /** Why it could not be judged. */
  readonly error: string | null;
  readonly seconds: number;
}

/** Checks that a group of tests passes on the unchanged code: a test that fails anyway catches nothing. */
export class Baseline {
  private readonly checked = new Map<TestGroup, Promise<void>>();

  /** @param copy a sandbox copy that never gets a fault */
  constructor(
    private readonly copy: SandboxCopy,
    private readonly workers: number,
  ) {}

  /** @throws Error that names the tests that fail without any fault */
  isGreen(group: TestGroup): Promise<void> {
    let check = this.checked.get(group);
    if (check === undefined) {
      check = this.check(group);
      this.checked.set(group, check);
    }
    return check;
  }

  private async check(group: TestGroup): Promise<void> {
    const failures = await this.copy.run(group, undefined, this.workers);
    if (failures.length === 0) return;
    const names = failures.map(({ file, test }) => `${file} › ${test}`);
    throw new Error(`these tests fail without a fault:\n${names.join('\n')}`);
  }
}

/** True if the simulation caught the variant, or any test if the simulation cannot see it. */
export function isCaught({ variant, caught, error }: Omit<Verdict, 'seconds'>): boolean {
  if (error !== null) return false;
  return variant.unseen === undefined
    ? caught.some(({ suite }) => suite === 'simulation')
    : caught.length > 0;
}

/** The order of the test groups for a variant that the simulation must catch, and for the others. */
const FOR_ALL: readonly TestGroup[] = ['all', 'concurrent', 'pairs', 'properties'];
const FOR_UNSEEN: readonly TestGroup[] = ['units', 'properties'];

/** Seeds the fault and runs the test groups in turn, until the variant is caught. */
export async function judge(copy: SandboxCopy, variant: Variant, baseline: Baseline): Promise<Verdict> {
  const startedAt = Date.now();
  const caught: Failure[] = [];
  let error: string | null = null;
  try {
    await copy.with(variant, async () => {
      for (const group of variant.unseen === undefined ? FOR_ALL : FOR_UNSEEN) {
        if (isCaught({ variant, caught, error: null })) return;
        // The group `all`, checked before the first variant, includes the units.
        if (group !== 'units') await baseline.isGreen(group);
        caught.push(...(await copy.run(group, variant)));
      }
    });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  return { variant, caught, error, seconds: (Date.now() - startedAt) / 1_000 };
}

/** Judges all variants, one at a time in each copy. @returns the verdicts in the order of the variants */
export async function judgeAll(
  variants: readonly Variant[],
  copies: readonly SandboxCopy[],
  baseline: Baseline,
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const rest = [...variants.entries()];
  await Promise.all(
    copies.map(async (copy) => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const [index, variant] = next;
        const verdict = await judge(copy, variant, baseline);
        verdicts[index] = verdict;
        tell(verdict);
      }
    }),
  );
  return verdicts;
}

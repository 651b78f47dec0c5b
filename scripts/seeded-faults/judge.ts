import type { Failure, SandboxCopy } from './sandbox-copy';
import { IN_ALL, type TestGroup } from './suites';
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
  isGreen(part: TestGroup): Promise<void> {
    const group = IN_ALL.includes(part) ? 'all' : part;
    let check = this.checked.get(group);
    if (check === undefined) {
      check = this.check(group);
      this.checked.set(group, check);
    }
    return check;
  }

  private async check(group: TestGroup): Promise<void> {
    const failures = await this.copy.run(group, { workers: this.workers });
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

/**
 * How far a variant is judged: to the first failed test, which is what a verdict needs, or with all the tests of a group
 * that catch it, which the page counts.
 */
export type Depth = 'first' | 'count';

/** The test groups in order, for a variant that the simulation must catch, and for the others. */
const ORDER = {
  first: { seen: ['simulated', 'concurrent', 'pairs'], unseen: ['units', 'properties'] },
  count: { seen: ['all', 'concurrent', 'pairs', 'properties'], unseen: ['units', 'properties'] },
} as const satisfies Record<Depth, Record<'seen' | 'unseen', readonly TestGroup[]>>;

/** Seeds the fault and runs the test groups in turn, until the variant is caught. */
export async function judge(
  copy: SandboxCopy,
  variant: Variant,
  baseline: Baseline,
  depth: Depth,
): Promise<Verdict> {
  const startedAt = Date.now();
  const caught: Failure[] = [];
  let error: string | null = null;
  try {
    await copy.with(variant, async () => {
      for (const group of ORDER[depth][variant.unseen === undefined ? 'seen' : 'unseen']) {
        if (isCaught({ variant, caught, error: null })) return;
        await baseline.isGreen(group);
        caught.push(...(await copy.run(group, { variant, bail: depth === 'first' })));
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
  depth: Depth,
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const rest = [...variants.entries()];
  await Promise.all(
    copies.map(async (copy) => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const [index, variant] = next;
        const verdict = await judge(copy, variant, baseline, depth);
        verdicts[index] = verdict;
        tell(verdict);
      }
    }),
  );
  return verdicts;
}

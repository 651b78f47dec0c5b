import type { Failure, Workshop } from './sandbox-copy';
import type { Stage } from './suites';
import type { Variant } from './variant';

/** What became of a variant. */
export interface Verdict {
  readonly variant: Variant;
  readonly caught: readonly Failure[];
  /** Why it could not be judged. */
  readonly error: string | null;
  readonly seconds: number;
}

/** Makes sure that a stage is green on the code as it is: what fails anyway catches nothing. */
export class Baseline {
  private readonly checked = new Map<Stage, Promise<void>>();

  /** @param workshop one in which nothing is ever planted */
  constructor(
    private readonly workshop: Workshop,
    private readonly workers: number,
  ) {}

  /** @throws Error naming the tests that fail without any fault */
  isGreen(stage: Stage): Promise<void> {
    let check = this.checked.get(stage);
    if (check === undefined) {
      check = this.check(stage);
      this.checked.set(stage, check);
    }
    return check;
  }

  private async check(stage: Stage): Promise<void> {
    const failures = await this.workshop.run(stage, undefined, this.workers);
    if (failures.length === 0) return;
    const names = failures.map(({ file, test }) => `${file} › ${test}`);
    throw new Error(`the suites are not green without a fault:\n${names.join('\n')}`);
  }
}

/** Has the variant been caught by whom it must be: by the simulation, or where that cannot see it by any test? */
export function isCaught({ variant, caught, error }: Omit<Verdict, 'seconds'>): boolean {
  if (error !== null) return false;
  return variant.unseen === undefined
    ? caught.some(({ suite }) => suite === 'simulation')
    : caught.length > 0;
}

/** In which order the stages are asked about a variant that the simulation must catch, and about the others. */
const FOR_ALL: readonly Stage[] = ['all', 'concurrent', 'pairs', 'properties'];
const FOR_UNSEEN: readonly Stage[] = ['units', 'properties'];

/** Plants the variant and asks the stages in turn, as long as it is not caught by whom it must be. */
export async function judge(workshop: Workshop, variant: Variant, baseline: Baseline): Promise<Verdict> {
  const startedAt = Date.now();
  const caught: Failure[] = [];
  let error: string | null = null;
  try {
    await workshop.with(variant, async () => {
      for (const stage of variant.unseen === undefined ? FOR_ALL : FOR_UNSEEN) {
        if (isCaught({ variant, caught, error: null })) return;
        // All of them were green before the first variant, the units among them.
        if (stage !== 'units') await baseline.isGreen(stage);
        caught.push(...(await workshop.run(stage, variant)));
      }
    });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  return { variant, caught, error, seconds: (Date.now() - startedAt) / 1_000 };
}

/** Judges all variants, as many at once as there are workshops. @returns the verdicts in the order of the variants */
export async function judgeAll(
  variants: readonly Variant[],
  workshops: readonly Workshop[],
  baseline: Baseline,
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const rest = [...variants.entries()];
  await Promise.all(
    workshops.map(async (workshop) => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const [index, variant] = next;
        const verdict = await judge(workshop, variant, baseline);
        verdicts[index] = verdict;
        tell(verdict);
      }
    }),
  );
  return verdicts;
}

/** Median and quartiles of some measurements. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Ours as a share of the baseline, in each round: what disturbs a whole round cancels out. */
export function ratiosOf(ours: readonly number[], baseline: readonly number[]): number[] {
  if (ours.length !== baseline.length)
    throw new Error(
      `${ours.length} rounds of ours cannot be compared with ${baseline.length} of the baseline`,
    );
  return ours.map((value, round) => value / (baseline[round] ?? Number.NaN));
}

/**
 * Measures every subject once per round and starts each round with another subject, so that other load on the machine
 * affects all of them alike.
 */
export async function inTurns<Name extends string>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Promise<number> | number>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      results[name].push(await subjects[name]());
    }
  }
  return results;
}

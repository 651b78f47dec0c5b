import type { Reason } from './reasons';
import type { Mutant } from './report';

export interface Score {
  readonly killed: number;
  /** Survivors with a written reason. */
  readonly excused: number;
  /** Survivors without one. */
  readonly unexplained: number;
}

export interface Comparison {
  readonly scores: ReadonlyMap<string, Score>;
  readonly unexplained: readonly Mutant[];
  /** Reasons that apply to no survivor. */
  readonly unused: readonly Reason[];
}

/** True if the reason applies to this mutant. */
export function explains(reason: Reason, mutant: Mutant): boolean {
  return (
    reason.file === mutant.file &&
    reason.mutator === mutant.mutator &&
    reason.original === mutant.original &&
    (reason.replacement === '*' || reason.replacement === mutant.replacement) &&
    (reason.line === undefined || reason.line === mutant.line)
  );
}

/**
 * Matches the survivors of a run with the written reasons.
 * @param isWhole true if all files were mutated; otherwise reasons for other files do not count as unused
 */
export function compare(
  mutants: readonly Mutant[],
  reasons: readonly Reason[],
  isWhole: boolean,
): Comparison {
  const scores = new Map<string, Score>();
  const unexplained: Mutant[] = [];
  const used = new Set<Reason>();
  const count = (file: string, what: keyof Score) => {
    const score = scores.get(file) ?? { killed: 0, excused: 0, unexplained: 0 };
    scores.set(file, { ...score, [what]: score[what] + 1 });
  };
  for (const mutant of mutants) {
    if (mutant.outcome === 'killed') count(mutant.file, 'killed');
    if (mutant.outcome !== 'survived' && mutant.outcome !== 'timed out') continue;
    const found = reasons.filter((reason) => explains(reason, mutant));
    for (const reason of found) used.add(reason);
    if (found.length > 0) {
      count(mutant.file, 'excused');
    } else if (mutant.outcome === 'timed out') {
      // A timeout means an infinite loop, so the mutant counts as killed, unless it has a reason: all suites must pass
      // for a survivor, so that run was merely slow.
      count(mutant.file, 'killed');
    } else {
      unexplained.push(mutant);
      count(mutant.file, 'unexplained');
    }
  }
  const unused = reasons.filter((reason) => !used.has(reason) && (isWhole || scores.has(reason.file)));
  return { scores, unexplained, unused };
}

/** The sum of the scores. */
export function total(scores: Iterable<Score>): Score {
  const sum = { killed: 0, excused: 0, unexplained: 0 };
  for (const { killed, excused, unexplained } of scores) {
    sum.killed += killed;
    sum.excused += excused;
    sum.unexplained += unexplained;
  }
  return sum;
}

import { createHash } from 'node:crypto';

/** Gives numbers in [0, 1). */
export type Random = () => number;

/**
 * Random numbers that depend on the seed and the names alone, so that the plan of an intent does not depend on how
 * the machine scheduled the others.
 */
export function randomOf(seed: string, ...names: readonly (string | number)[]): Random {
  let count = 0;
  return () => {
    count += 1;
    const digest = createHash('sha256')
      .update(JSON.stringify([seed, names, count]))
      .digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to choose from');
  return choice;
}

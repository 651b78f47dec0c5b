import { createHash } from 'node:crypto';

/** Rolls numbers in [0, 1). */
export type Dice = () => number;

/**
 * Dice that fall by the seed and the names alone: what is dealt to an intent does not depend on how the machine
 * happened to schedule the others.
 */
export function diceOf(seed: string, ...names: readonly (string | number)[]): Dice {
  let rolls = 0;
  return () => {
    rolls += 1;
    const digest = createHash('sha256')
      .update(JSON.stringify([seed, names, rolls]))
      .digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
}

/** A whole number from `low` to `high`, both included. */
export function between(dice: Dice, low: number, high: number): number {
  return low + Math.floor(dice() * (high - low + 1));
}

export function oneOf<T>(dice: Dice, choices: readonly T[]): T {
  const choice = choices[Math.floor(dice() * choices.length)];
  if (choice === undefined) throw new Error('nothing to choose from');
  return choice;
}

import { createHash } from 'node:crypto';

/**
 * Splits a fission packet as ALL_RAND does: `parts` random shares of at least one fen that add up to
 * `totalFen`. The randomness comes from the order number, so that a group reads the same after a restart.
 */
export function splitShares(totalFen: number, parts: number, seed: string): number[] {
  const shares: number[] = [];
  let restFen = totalFen;
  for (let left = parts; left > 1; left -= 1) {
    // Up to twice the average of what is left, as chat groups' 拼手气 packets are split.
    const ceilingFen = Math.max(1, Math.floor((2 * restFen) / left) - 1);
    const draw = createHash('sha256').update(`${seed}/${left}`).digest().readUInt32BE();
    const shareFen = Math.min(1 + (draw % ceilingFen), restFen - (left - 1));
    shares.push(shareFen);
    restFen -= shareFen;
  }
  return [...shares, restFen];
}

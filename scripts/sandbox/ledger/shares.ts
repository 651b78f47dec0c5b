import { createHash } from 'node:crypto';

/**
 * Splits a fission packet like ALL_RAND: `parts` random shares of at least one fen that add up to `totalFen`. The order
 * number seeds the randomness, so that the shares are the same after a restart.
 */
export function splitShares(totalFen: number, parts: number, seed: string): number[] {
  const shares: number[] = [];
  let restFen = totalFen;
  for (let left = parts; left > 1; left -= 1) {
    // Up to twice the average of the rest, like the 拼手气 packets of chat groups.
    const ceilingFen = Math.max(1, Math.floor((2 * restFen) / left) - 1);
    const draw = createHash('sha256').update(`${seed}/${left}`).digest().readUInt32BE();
    const shareFen = Math.min(1 + (draw % ceilingFen), restFen - (left - 1));
    shares.push(shareFen);
    restFen -= shareFen;
  }
  return [...shares, restFen];
}

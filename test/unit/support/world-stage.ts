import type { Merchant } from '../../../shared/contract/merchant';
import type { StoredRecord } from '../../../shared/records/record';
import { World } from '../../faults/sim/world';
import { PayoutStage } from './payout-stage';
import { type Answer, driverStage } from './stage';

/** A payout's stage in virtual time: what runs at the same time overlaps, and takes as long as it would. */
export class WorldStage extends PayoutStage {
  private constructor(
    readonly world: World,
    answer: Answer,
    merchant: Merchant,
    stored: readonly StoredRecord[],
  ) {
    super(
      driverStage(answer, 1, { now: () => world.now, sleep: (ms) => world.sleep(ms) }),
      merchant,
      ...stored,
    );
  }

  /** @param startMs unix milliseconds */
  static from(startMs: number, answer: Answer, merchant: Merchant, ...stored: readonly StoredRecord[]) {
    return new WorldStage(new World(startMs), answer, merchant, stored);
  }

  /** Runs the world until the work has ended. */
  async ended<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    await this.world.run(() => isOver);
    if (!isOver) throw new Error('the world stood still before the work ended');
    return work;
  }
}

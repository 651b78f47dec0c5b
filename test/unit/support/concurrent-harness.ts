import type { Merchant } from '../../../shared/api/merchant';
import type { StoredRecord } from '../../../shared/records/record';
import { World } from '../../simulation/sim/world';
import { type Answer, attemptHarness } from './attempt-harness';
import { PaymentHarness } from './payment-harness';

/** A payout's stage in virtual time: what runs at the same time overlaps, and takes as long as it would. */
export class WorldStage extends PaymentHarness {
  private constructor(
    readonly world: World,
    answer: Answer,
    merchant: Merchant,
    stored: readonly StoredRecord[],
  ) {
    super(
      attemptHarness(answer, 1, { now: () => world.now, sleep: (ms) => world.sleep(ms) }),
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

import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxAdmin } from '../../cli/sandbox/admin';
import { Recording } from '../../cli/sandbox/recording';
import { sandboxOf } from '../../cli/sandbox/stage';
import { sameSend } from '../../cli/sent-params';
import { type DetailedRecord, isHError, type SendData, type SendRedPackParams } from '../../sdk/index';
import { InputError } from '../errors';
import { PLAY } from '../text/sandbox-play';
import { textOf, type Visit } from '../visit';
import { Playing } from './playing';

/** A page waits this long for a send; a longer one goes on, and the page shows that it does. */
const WAIT_MS = 2_000;

/** Whether a send has reached no record: its call was refused, throttled (503) or not delivered (600). */
function wasRefused(error: unknown): boolean {
  return isHError(error) && (error.code < 500 || error.code === 503 || error.code === 600);
}

/** What the sandbox's pages remember while the console runs. */
export class SandboxSession {
  private recorded: Recording | null = null;
  /** Sends that have no response yet, by their keys. */
  private readonly underway = new Map<string, Promise<SendData>>();
  private lastKey = 0;
  /** Why a send failed whose page was left already. */
  failure: unknown = null;
  /** Null while no scenario is being played. */
  playing: Playing | null = null;

  async admin({ console }: Visit): Promise<SandboxAdmin> {
    return await sandboxOf(console.stack);
  }

  /** From the first visit on, or from `startOver`. */
  async recording(admin: SandboxAdmin): Promise<Recording> {
    const { nowMs } = await admin.clock();
    this.recorded ??= new Recording(nowMs);
    return this.recorded;
  }

  /** @throws InputError while a scenario is being played, which whatever else is done would mix with */
  refuseWhilePlaying(visit: Visit): void {
    if (this.playing === null) return;
    throw new InputError(textOf(visit, PLAY).busy(this.playing.done, this.playing.total));
  }

  /**
   * Plays a scenario of so many steps, and lets nothing else be done meanwhile.
   * @param left aborts it when the client has left
   * @throws InputError while another one is being played
   */
  async play<T>(
    visit: Visit,
    total: number,
    left: AbortSignal,
    run: (playing: Playing) => Promise<T>,
  ): Promise<T> {
    this.refuseWhilePlaying(visit);
    this.playing = new Playing(total, left);
    try {
      return await run(this.playing);
    } finally {
      this.playing = null;
    }
  }

  startOver(): void {
    this.recorded = null;
  }

  /** A key for a packet whose sender gives none. */
  newKey(): string {
    this.lastKey += 1;
    return `console-${Date.now().toString(36)}/${this.lastKey}`;
  }

  isUnderway(key: string): boolean {
    return this.underway.has(key);
  }

  get hasUnderway(): boolean {
    return this.underway.size > 0;
  }

  /** Sends again with the same key and params. */
  repeat(visit: Visit, admin: SandboxAdmin, record: DetailedRecord): Promise<SendData | null> {
    return this.send(visit, admin, sameSend(record));
  }

  /**
   * Sends, and waits a moment for the response.
   * @param isOnce not if it is underway, as after a second click: only the response is waited for then
   * @returns null if there is none yet
   * @throws HError if the send is refused within that moment; later, it becomes `failure`
   */
  async send(
    visit: Visit,
    admin: SandboxAdmin,
    params: SendRedPackParams,
    isOnce = false,
  ): Promise<SendData | null> {
    const { idempotency_key: key = this.newKey(), ...rest } = params;
    const running = isOnce ? this.underway.get(key) : undefined;
    const sending = running ?? this.begin(key, this.recordedSend(visit, admin, key, rest));
    const early = await Promise.race([sending, sleep(WAIT_MS, null, { ref: false })]);
    // The page that would show its failure has been left.
    if (early === null)
      sending.catch((error: unknown) => {
        this.failure = error;
      });
    return early;
  }

  private begin(key: string, response: Promise<SendData>): Promise<SendData> {
    this.failure = null;
    const sending = response.finally(() => {
      if (this.underway.get(key) === sending) this.underway.delete(key);
    });
    this.underway.set(key, sending);
    return sending;
  }

  private async recordedSend(
    { console }: Visit,
    admin: SandboxAdmin,
    key: string,
    params: Omit<SendRedPackParams, 'idempotency_key'>,
  ): Promise<SendData> {
    const recording = await this.recording(admin);
    const recorded = recording.send(key, params, (await admin.clock()).nowMs);
    try {
      const { data } = await console.stack.redPack.sendRedPack({ ...params, idempotency_key: key });
      recorded.ended(data.return_code === 'SUCCESS' ? 'paid' : data.outcome);
      return data;
    } catch (error) {
      if (wasRefused(error)) recorded.refused();
      throw error;
    }
  }
}

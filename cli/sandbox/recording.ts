import { isDeepStrictEqual } from 'node:util';
import type { AnyRecord } from '../../sdk/index';
import { DEFAULT_GATEWAY_TYPE } from '../../shared/api/send-params';
import { sentParams } from '../sent-params';
import type { Played } from './play';
import type { Outcome, Scenario, Step } from './scenario';

/** A record as the list with details has it. */
export type RecordedPacket = AnyRecord & { readonly idempotency_key?: string };

type Params = Readonly<Record<string, unknown>>;
type Send = Extract<Step, { do: 'send' }>;

/** The params of a send as a scenario has them: the default gateway goes without saying. */
function plain({ gateway_type, ...params }: Params): Record<string, unknown> {
  const isDefault = gateway_type === undefined || gateway_type === DEFAULT_GATEWAY_TYPE;
  return isDefault ? params : { ...params, gateway_type };
}

interface Entry {
  readonly atMs: number;
  step: Step;
}

/** A send that has been recorded as it began. */
export interface RecordedSend {
  readonly ended: (outcome: Outcome) => void;
  /** Nothing was sent: no part of what happened. */
  readonly refused: () => void;
}

/** A step about a packet, with the packet's name in the recording. */
function renamed(step: Step, nameOf: (packet: string) => string): Step {
  return 'packet' in step && step.packet !== undefined ? { ...step, packet: nameOf(step.packet) } : step;
}

/** A step that was played, with what it led to in place of what its file states. */
function asPlayed({ step, outcome, status }: Played): Step {
  if (step.do !== 'send' && step.do !== 'ask') return step;
  const { outcome: _stated, ...rest } = step;
  const came = { ...rest, ...(outcome !== undefined && { outcome }) };
  if (came.do === 'send') return came;
  const { status: _other, ...asked } = came;
  return { ...asked, ...(status !== undefined && { status }) };
}

/** Params that a packet has had before go without saying. */
function withoutRepeats(steps: readonly Step[]): Step[] {
  const before = new Map<string, Params>();
  return steps.map((step) => {
    if (step.do !== 'send' || step.params === undefined) return step;
    const isSame = isDeepStrictEqual(before.get(step.packet), step.params);
    before.set(step.packet, step.params);
    const { params: _same, ...rest } = step;
    return isSame ? rest : step;
  });
}

/**
 * What happens on a local stack from a moment on, kept to be played again. Acts are recorded as they are done; sends of
 * other programs are found among the records when the recording is saved. Times are the sandbox's, in unix milliseconds.
 */
export class Recording {
  private entries: Entry[] = [];
  /** Names of the packets by their keys. */
  private readonly names = new Map<string, string>();
  private lastName = 0;

  constructor(readonly sinceMs: number) {}

  get size(): number {
    return this.entries.length;
  }

  add(step: Step, atMs: number): void {
    this.entries.push({ atMs, step });
  }

  private named(key: string): string {
    const known = this.names.get(key);
    if (known !== undefined) return known;
    this.lastName += 1;
    const name = `order-${this.lastName}`;
    this.names.set(key, name);
    return name;
  }

  /** A send that begins. */
  send(key: string, params: Params, atMs: number): RecordedSend {
    const step: Send = { do: 'send', packet: this.named(key), params: plain(params) };
    const entry: Entry = { atMs, step };
    this.entries.push(entry);
    return {
      ended: (outcome) => {
        entry.step = { ...step, outcome };
      },
      refused: () => this.drop(entry, key),
    };
  }

  private drop(entry: Entry, key: string): void {
    this.entries = this.entries.filter((each) => each !== entry);
    const name = this.names.get(key);
    // The next send under this key is then the packet's first.
    if (!this.entries.some(({ step }) => 'packet' in step && step.packet === name)) this.names.delete(key);
  }

  /**
   * A step of a scenario that was played: its packets get names of this recording.
   * @param keyOf the idempotency key under which the scenario's packet was sent
   */
  played(played: Played, keyOf: (packet: string) => string, atMs: number): void {
    this.add(
      renamed(asPlayed(played), (packet) => this.named(keyOf(packet))),
      atMs,
    );
  }

  /**
   * The name of a packet, for a step about it. One that was sent before the recording is sent at its beginning.
   * @param atMs of the step, which its send comes before
   */
  packet(record: RecordedPacket, atMs: number): string {
    const key = record.idempotency_key ?? record.id;
    if (!this.names.has(key)) this.addSend(record, key, atMs);
    return this.named(key);
  }

  private addSend(record: AnyRecord, key: string, latestMs = Number.POSITIVE_INFINITY): void {
    // Records know the second; within it, a send comes after the faults that were set for it. One that is older than the
    // recording comes before everything, what was recorded in its first millisecond included.
    const atMs = Math.min(latestMs, Math.max(this.sinceMs - 1, record.created_at * 1000 + 999));
    this.add({ do: 'send', packet: this.named(key), params: plain(sentParams(record)) }, atMs);
  }

  /** @param records of which those count that were claimed since the beginning, oldest first */
  scenario(title: string, records: readonly RecordedPacket[]): Scenario {
    for (const record of records) {
      const key = record.idempotency_key ?? record.id;
      if (record.created_at * 1000 >= this.sinceMs && !this.names.has(key)) this.addSend(record, key);
    }
    // Stable: what was recorded in one millisecond keeps its order.
    const steps = [...this.entries].sort((a, b) => a.atMs - b.atMs).map(({ step }) => step);
    return { scenario: 1, ...(title !== '' && { title }), steps: withoutRepeats(steps) };
  }
}

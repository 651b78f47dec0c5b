import type { AnyRecord } from '../../sdk/index';
import { DEFAULT_GATEWAY_TYPE } from '../../shared/api/send-params';
import { sentParams } from '../sent-params';
import type { Outcome, Scenario, Step } from './scenario';

/** A record as the list with details has it. */
export type RecordedPacket = AnyRecord & { readonly idempotency_key?: string };

/** The params of a record's send as a scenario has them: the default gateway goes without saying. */
function paramsOf(record: AnyRecord): Record<string, unknown> {
  const { gateway_type, ...params } = sentParams(record);
  const isDefault = gateway_type === undefined || gateway_type === DEFAULT_GATEWAY_TYPE;
  return isDefault ? params : { ...params, gateway_type };
}

interface Entry {
  readonly atMs: number;
  readonly step: Step;
}

/**
 * What happens on a local stack from a moment on, kept to be played again. Acts are recorded as they are done; sends of
 * other programs are found among the records when the recording is saved. Times are the sandbox's, in unix milliseconds.
 */
export class Recording {
  private readonly entries: Entry[] = [];
  /** Names of the packets by their keys. */
  private readonly names = new Map<string, string>();

  constructor(readonly sinceMs: number) {}

  get size(): number {
    return this.entries.length;
  }

  add(step: Step, atMs: number): void {
    this.entries.push({ atMs, step });
  }

  private named(key: string): string {
    const name = this.names.get(key) ?? `order-${this.names.size + 1}`;
    this.names.set(key, name);
    return name;
  }

  /** A send that begins. @returns what to call with its outcome */
  send(key: string, params: Readonly<Record<string, unknown>>, atMs: number): (outcome: Outcome) => void {
    const isKnown = this.names.has(key);
    const at = this.entries.length;
    const step: Step = { do: 'send', packet: this.named(key), ...(!isKnown && { params: { ...params } }) };
    this.add(step, atMs);
    return (outcome) => {
      this.entries[at] = { atMs, step: { ...step, outcome } };
    };
  }

  /** The name of a packet, for a step about it. One that was sent before the recording is sent at its beginning. */
  packet(record: RecordedPacket): string {
    const key = record.idempotency_key ?? record.id;
    if (!this.names.has(key)) this.addSend(record, key);
    return this.named(key);
  }

  private addSend(record: AnyRecord, key: string): void {
    // Records know the second; within it, a send comes after the faults that were set for it.
    const atMs = Math.max(this.sinceMs, record.created_at * 1000 + 999);
    this.add({ do: 'send', packet: this.named(key), params: paramsOf(record) }, atMs);
  }

  /** @param records of which those count that were claimed since the beginning, oldest first */
  scenario(title: string, records: readonly RecordedPacket[]): Scenario {
    for (const record of records) {
      const key = record.idempotency_key ?? record.id;
      if (record.created_at * 1000 >= this.sinceMs && !this.names.has(key)) this.addSend(record, key);
    }
    // Stable: what was recorded in one millisecond keeps its order.
    const steps = [...this.entries].sort((a, b) => a.atMs - b.atMs).map(({ step }) => step);
    return { scenario: 1, ...(title !== '' && { title }), steps };
  }
}

import type { HitKind } from './kinds';

/** One disturbance that took effect. */
export interface Hit {
  readonly kind: HitKind;
  /** The invocation it met; null when the container was idle. */
  readonly requestId: string | null;
  readonly atMs: number;
}

/** A container that was killed in an invocation that owned a record: WeChat's log says how far it had come. */
export interface UnclearKill {
  readonly requestId: string;
  readonly id: string;
  readonly ownedAtMs: number;
  readonly atMs: number;
}

/** What has happened, as opposed to what was planned. */
export class Hits {
  readonly list: Hit[] = [];
  readonly unclearKills: UnclearKill[] = [];
  kills = 0;

  note(kind: HitKind, requestId: string | null, atMs = Date.now()): void {
    this.list.push({ kind, requestId, atMs });
  }
}

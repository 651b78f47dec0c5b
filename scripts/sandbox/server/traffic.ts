import type { Call } from '../protocol/calls';

export interface LoggedRequest {
  seq: number;
  /** Unix milliseconds, in real time and in sandbox time. */
  realMs: number;
  atMs: number;
  /** The number of the connection. */
  connection: number;
  path: string;
  call: Call | null;
  mchId: string | null;
  mch_billno: string | null;
  body: string;
  /** The id of the fault that hit it, if any. */
  fault: number | null;
  /** Summary of the response; `null` until there is one. */
  answer: string | null;
}

export interface Counts {
  connections: number;
  openConnections: number;
  tlsHandshakes: number;
  /** Handshakes that resumed a session. */
  tlsResumed: number;
  tlsErrors: number;
  requests: number;
  byCall: Record<string, number>;
  byAnswer: Record<string, number>;
}

/** Enough for any test. A benchmark's 100,000 sends are all counted, but must not all be kept in memory. */
const KEPT_REQUESTS = 10_000;

function none(): Counts {
  return {
    connections: 0,
    openConnections: 0,
    tlsHandshakes: 0,
    tlsResumed: 0,
    tlsErrors: 0,
    requests: 0,
    byCall: {},
    byAnswer: {},
  };
}

/** Log and counters of the traffic: the latest requests in full, and counts of all requests. */
export class Traffic {
  private counted = none();
  private log: LoggedRequest[] = [];
  private lastSeq = 0;

  count(
    what: 'connections' | 'openConnections' | 'tlsHandshakes' | 'tlsResumed' | 'tlsErrors',
    by = 1,
  ): void {
    this.counted[what] += by;
  }

  begin(request: Omit<LoggedRequest, 'seq' | 'answer' | 'fault'>): LoggedRequest {
    this.lastSeq += 1;
    const logged = { ...request, seq: this.lastSeq, fault: null, answer: null };
    this.log.push(logged);
    // Drops half of the log at once, since shifting a long array for every request would be quadratic.
    if (this.log.length >= 2 * KEPT_REQUESTS) this.log = this.log.slice(-KEPT_REQUESTS);
    this.counted.requests += 1;
    this.bump(this.counted.byCall, request.call ?? 'other');
    return logged;
  }

  end(logged: LoggedRequest, summary: string): void {
    logged.answer = summary;
    this.bump(this.counted.byAnswer, summary);
  }

  counts(): Counts {
    return this.counted;
  }

  /** The latest requests, oldest first; optionally only those of one order number. */
  requests(mch_billno: string | null): readonly LoggedRequest[] {
    const kept = this.log.slice(-KEPT_REQUESTS);
    return mch_billno === null ? kept : kept.filter((request) => request.mch_billno === mch_billno);
  }

  /** Clears the log and the counts, except the count of open connections. */
  clear(): void {
    this.counted = { ...none(), openConnections: this.counted.openConnections };
    this.log = [];
    this.lastSeq = 0;
  }

  private bump(counts: Record<string, number>, key: string): void {
    counts[key] = (counts[key] ?? 0) + 1;
  }
}

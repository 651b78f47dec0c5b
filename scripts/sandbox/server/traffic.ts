import type { Call } from '../protocol/calls';

export interface LoggedRequest {
  seq: number;
  /** Unix milliseconds on the wall and in the sandbox. */
  realMs: number;
  atMs: number;
  /** Requests on one connection share its number. */
  connection: number;
  path: string;
  call: Call | null;
  mchId: string | null;
  mch_billno: string | null;
  body: string;
  /** The id of the fault that hit it. */
  fault: number | null;
  /** How it was answered, `null` while it is not. */
  answer: string | null;
}

export interface Counts {
  connections: number;
  openConnections: number;
  tlsHandshakes: number;
  /** Of the handshakes, those that resumed a session. */
  tlsResumed: number;
  tlsErrors: number;
  requests: number;
  byCall: Record<string, number>;
  byAnswer: Record<string, number>;
}

/** Enough for any test; a benchmark's 100,000 sends must not fill the memory, and are counted all the same. */
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

/** What came in: the latest requests in full, and counts of all. */
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
    // Dropped by halves, since shifting a long array once per request would be quadratic.
    if (this.log.length >= 2 * KEPT_REQUESTS) this.log = this.log.slice(-KEPT_REQUESTS);
    this.counted.requests += 1;
    this.bump(this.counted.byCall, request.call ?? 'other');
    return logged;
  }

  end(logged: LoggedRequest, answer: string): void {
    logged.answer = answer;
    this.bump(this.counted.byAnswer, answer);
  }

  counts(): Counts {
    return this.counted;
  }

  /** The latest requests, oldest first; those of one order number if it is given. */
  requests(mch_billno: string | null): readonly LoggedRequest[] {
    const kept = this.log.slice(-KEPT_REQUESTS);
    return mch_billno === null ? kept : kept.filter((request) => request.mch_billno === mch_billno);
  }

  /** Starts the counts and the log anew; open connections stay counted, for they are still open. */
  clear(): void {
    this.counted = { ...none(), openConnections: this.counted.openConnections };
    this.log = [];
    this.lastSeq = 0;
  }

  private bump(counts: Record<string, number>, key: string): void {
    counts[key] = (counts[key] ?? 0) + 1;
  }
}

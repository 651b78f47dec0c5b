import type { Bench } from './bench';

/** What one function is measured with. */
export interface Case {
  readonly name: string;
  /** What its calls are. */
  readonly what: string;
  readonly calls: number;
  /** Prepares the stack; then the events of the calls. */
  readonly events: (bench: Bench, sent: readonly Sent[]) => Promise<object[]> | object[];
}

/** A paid packet that the reading functions ask for. */
export interface Sent {
  readonly idempotency_key: string;
}

/** Records of one recovery pass. */
const OPEN = 150;

/** Sends that WeChat answers with PROCESSING and pays: recovery has to ask for each. */
async function leaveOpen({ harness, jobs }: Bench): Promise<object[]> {
  const url = `${harness.addresses.env.WECHAT_PAY_SANDBOX_ADMIN}/faults`;
  const fault = { kind: 'answer', err_code: 'PROCESSING', when: 'after' };
  const faults = Array.from({ length: OPEN }, () => ({ call: 'send', fault }));
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(`the faults were refused: ${await response.text()}`);
  return jobs.ours(OPEN);
}

export const CASES: readonly (Case & { readonly before?: (bench: Bench) => Promise<object[]> })[] = [
  { name: 'sendRedPack', what: '1,000 sends', calls: 1_000, events: ({ jobs }) => jobs.ours(1_000) },
  {
    name: 'getRedPackStatus',
    what: '300 queries at WeChat Pay',
    calls: 300,
    events: (_, sent) => sent.slice(0, 300),
  },
  { name: 'getSentRedPack', what: '1,000 records', calls: 1_000, events: (_, sent) => [...sent] },
  {
    ...{ name: 'getSentRedPackList', what: '30 pages of 1,000 with details', calls: 30 },
    events: () => Array.from({ length: 30 }, () => ({ limit: 1_000, details: true })),
  },
  {
    ...{ name: 'recoverRedPacks', what: `a pass over ${OPEN} open records, then an empty one`, calls: 2 },
    before: leaveOpen,
    events: () => [{ all: true }, {}],
  },
];

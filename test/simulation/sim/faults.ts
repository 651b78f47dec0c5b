/** Where an effect happens. */
export type Site =
  | 'table-write'
  | 'budget-release'
  | 'table-read'
  | 'due'
  | 'wechat-send'
  | 'wechat-query'
  | 'secret';

/** What can go wrong at one effect. */
export const FAULTS = {
  /** The process ends before, or right after, the effect. */
  'die-before': [
    'budget-release',
    'table-write',
    'table-read',
    'due',
    'wechat-send',
    'wechat-query',
    'secret',
  ],
  'die-after': ['budget-release', 'table-write', 'wechat-send', 'wechat-query'],
  /** An error, and no effect. */
  'fail-before': [
    'budget-release',
    'table-write',
    'table-read',
    'due',
    'wechat-send',
    'wechat-query',
    'secret',
  ],
  /** The effect, and an error in place of its answer. */
  'fail-after': ['budget-release', 'table-write', 'wechat-send'],
  /** An error; the effect happens later. */
  late: ['budget-release', 'table-write', 'wechat-send'],
  /** The same, as late as AWS still takes a signed request. */
  'very-late': ['table-write'],
  /** No answer until the timeout. */
  'hang-before': ['budget-release', 'table-write', 'table-read', 'wechat-send', 'wechat-query', 'secret'],
  'hang-after': ['budget-release', 'table-write', 'wechat-send'],
  /** The effect twice, and the second answer: the SDK repeats a write whose first answer was lost. */
  repeated: ['table-write'],
  /** Refused for being too many: no effect. */
  throttled: ['budget-release', 'table-write', 'table-read', 'wechat-send', 'wechat-query', 'secret'],
  /** No connection: not a byte was written. */
  unsent: ['wechat-send', 'wechat-query'],
  /** The effect, and an answer that cannot be read, or that names another order. */
  'bad-bytes': ['wechat-send', 'wechat-query'],
  'other-echo': ['wechat-send', 'wechat-query'],
  /** No effect, and the answer to somebody else's order, which was paid. */
  crossed: ['wechat-send', 'wechat-query'],
  /** The query comes so soon after a send that WeChat does not show the order yet. */
  unseen: ['wechat-query'],
  /** The process stands still for a while, and goes on. */
  freeze: ['table-write', 'table-read', 'wechat-send', 'wechat-query', 'secret'],
  /** Somebody else sends the same intent now. */
  duplicate: ['table-write', 'wechat-send', 'wechat-query', 'table-read', 'secret'],
  /** The key is changed at both ends, or at WeChat first. */
  'rotate-key': ['table-write', 'wechat-send', 'wechat-query', 'secret'],
  'key-ahead': ['wechat-send', 'wechat-query'],
  /** The secret now names another merchant. */
  'other-merchant': ['secret', 'table-write', 'wechat-query'],
  /** The index shows what was, not what is. */
  stale: ['due'],
} as const satisfies Record<string, readonly Site[]>;

export type FaultKind = keyof typeof FAULTS;

/** Faults that happen beside an effect, which itself takes its course. */
export type Disturbance = 'duplicate' | 'rotate-key' | 'key-ahead' | 'other-merchant';

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

export function applies(kind: FaultKind, site: Site): boolean {
  return (FAULTS[kind] as readonly Site[]).includes(site);
}

/** How long a lost table write, or a lost request to WeChat, may be under way. */
export const LATE_TABLE_MS = 8_000;
export const VERY_LATE_TABLE_MS = 14 * 60_000;
export const LATE_WECHAT_MS = 9 * 60_000 + 30_000;
/** The SDK's timeout with its retries. */
export const TABLE_TIMEOUT_MS = 4_000;
export const FREEZE_MS = 12_000;

import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';

export const FUNCTION_NAMES = [
  'sendRedPack',
  'getSentRedPackList',
  'getSentRedPack',
  'getRedPackStatus',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Numbers of this client's calls of one function. */
export interface Progress {
  readonly name: FunctionName;
  /** In the queue, or in a pause after a throttle or a failure. */
  readonly waiting: number;
  /** Invoked, and not answered yet. */
  readonly inFlight: number;
  /** Resolved or rejected since the client was made. */
  readonly done: number;
  /** Those of `done` that rejected. */
  readonly failed: number;
  /** Invokes that Lambda throttled since the client was made. */
  readonly throttled: number;
}

export interface RedPackOptions {
  /** Prefix of the four function names; default `RED_PACK_FUNCTION_PREFIX`, else `red-pack-dev-`. */
  functionPrefix?: string | undefined;
  /** Names or ARNs of individual functions; they replace prefix and name. */
  functionNames?: Partial<Record<FunctionName, string>> | undefined;
  /** Your own Lambda client, with room for 4 × `maxInFlight` sockets; by default one is made from the environment. */
  client?: LambdaClient | undefined;
  /** Timeout of one Invoke, default 65,000 ms: a little more than a send or a query may take. */
  timeoutMs?: number | undefined;
  /** Invokes at once, of each function; more calls wait in order. Default 26, the slots of the default deploy. */
  maxInFlight?: number | undefined;
  /**
   * How long a call may wait for its turn, in the queue and while Lambda throttles it, before it rejects with 503.
   * Default 900,000 ms: the caller may itself be a Lambda function, which runs for at most 15 minutes. `Infinity` for no
   * limit.
   */
  maxWaitMs?: number | undefined;
  /** Called with the new numbers whenever a call is made, invoked, throttled, answered or given up. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Waits the given milliseconds before a retry; tests that control time replace it. If it rejects, the call is given
   * up: with its reason if no Invoke has begun, else with the error of the one that was not answered.
   */
  sleep?: ((ms: number) => Promise<unknown>) | undefined;
}

export interface Settings {
  readonly timeoutMs: number;
  readonly maxInFlight: number;
  readonly maxWaitMs: number;
  readonly onProgress: RedPackOptions['onProgress'];
  readonly sleep: (ms: number) => Promise<unknown>;
}

interface Rule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const aFunction: Rule = { expected: 'a function', holds: (value) => typeof value === 'function' };
/** Node's timers take no longer delay. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const RULES: Readonly<Record<keyof RedPackOptions, Rule>> = {
  functionPrefix: { expected: 'a string', holds: (value) => typeof value === 'string' },
  functionNames: {
    expected: `an object with the names of ${FUNCTION_NAMES.join(', ')}`,
    holds: (value) =>
      isObject(value) && Object.keys(value).every((name) => FUNCTION_NAMES.some((known) => known === name)),
  },
  client: {
    expected: 'a LambdaClient',
    holds: (value) => isObject(value) && 'send' in value && typeof value.send === 'function',
  },
  timeoutMs: {
    expected: `a number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`,
    holds: (value) => typeof value === 'number' && value >= 1 && value <= MAX_TIMEOUT_MS,
  },
  maxInFlight: {
    expected: 'an integer of 1 or more',
    holds: (value) => Number.isInteger(value) && Number(value) >= 1,
  },
  maxWaitMs: {
    expected: 'a number of milliseconds, 0 or more',
    holds: (value) => typeof value === 'number' && value >= 0,
  },
  onProgress: aFunction,
  sleep: aFunction,
};

/** @throws TypeError naming the option that does not exist or has a value of the wrong type or range */
export function checkOptions(options: RedPackOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof RedPackOptions] : undefined;
    if (rule === undefined)
      throw new TypeError(
        `RedPack has no option "${name}". Its options are: ${Object.keys(RULES).join(', ')}.`,
      );
    if (value !== undefined && !rule.holds(value))
      throw new TypeError(`RedPack's option ${name} must be ${rule.expected}, not ${shown(value)}.`);
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return isObject(value) ? `the object ${Object.keys(value).join(', ') || '{}'}` : String(value);
}

/** The options with their defaults. */
export function settingsOf(options: RedPackOptions): Settings {
  const { timeoutMs = 65_000, maxInFlight = 26, maxWaitMs = 900_000, sleep = setTimeout } = options;
  return { timeoutMs, maxInFlight, maxWaitMs, sleep, onProgress: options.onProgress };
}

/**
 * This package does the retries, with the same key; the SDK's own retries would only hide them. It also bounds what
 * is in flight: the SDK's bound of 50 sockets would count the wait for one as time to connect.
 */
export function defaultClient(): LambdaClient {
  const agent = { maxSockets: Number.POSITIVE_INFINITY };
  return new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 3_000, httpAgent: agent, httpsAgent: agent },
  });
}

import { DAY_MS } from './settings';

/** Days that the sandbox's clock can be ahead of real time. */
export const MAX_AHEAD_DAYS = 366;

/**
 * The longest move of the clock, and the furthest it can be ahead of real time, in milliseconds. WeChat Pay remembers an
 * order for 30 days and nothing happens after a year, while dates and certificates end.
 */
export const MAX_AHEAD_MS = MAX_AHEAD_DAYS * DAY_MS;

/**
 * The largest balance that can be set, in fen. Refunds come on top of it, so it is well below the integers that JavaScript
 * holds exactly.
 */
export const MAX_BALANCE_FEN = 1_000_000_000_000_000;

/** The waits and limits of a payment. Each has its reason; none is configurable, because none is a matter of taste. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** WeChat's shortest interval between two sends of one number (send page, 2025). */
export const SEND_SPACING_MS = SECOND_MS;

/** A send that starts with less time could not wait for its response. */
export const MIN_TIME_TO_SEND_MS = 2 * SECOND_MS;

/** A later response is not worth the slot it holds; the outcome is then open, and queried later. */
export const MAX_ANSWER_MS = 10 * SECOND_MS;

/** Reserved from a response's timeout for recording the result. */
export const TIME_TO_RECORD_MS = SECOND_MS;

/** Maximum resends of one number within one invocation: more would be recovery, which has its own pace. */
export const MAX_RESENDS = 2;
export const MAX_RESENDING_MS = 15 * SECOND_MS;

/** The claim is given up this long after `created_at`; list positions rely on no record arriving later. */
export const MAX_CLAIM_MS = 10 * SECOND_MS;

/** A stored time further ahead than a Lambda invocation can last (15 min), plus a margin, comes from a wrong clock. */
export const MAX_AHEAD_MS = 16 * MINUTE_MS;

/** A host clock this far from AWS's time is reported; from here on, the SDK itself corrects its signatures. */
export const MAX_CLOCK_ERROR_MS = 5 * MINUTE_MS;

/** A lease outlives its attempt's invocation by this, which is more than clocks in one region differ. */
export const LEASE_MARGIN_MS = 5 * SECOND_MS;

/** Clocks of two processes in one region differ by far less; added where one process reads another's times. */
export const CLOCK_MARGIN_MS = SECOND_MS;

/** WeChat: after PROCESSING, query in about 20 minutes. */
export const PROCESSING_WAIT_MS = 20 * MINUTE_MS;

/**
 * A lost request may still arrive; after this long it is no longer expected (connection and queue life at WeChat's
 * front).
 */
export const LATE_ARRIVAL_MS = 10 * MINUTE_MS;

/** Recovery waits this long after the last send before it sends again. */
export const RECOVERY_RESEND_WAIT_MS = 10 * MINUTE_MS;

/**
 * Maximum age at which a number may be sent. Staff: an order lives at most 24 h, others say 3 days; past both it is
 * only queried.
 */
export const RECOVERY_SEND_AGE_MS = DAY_MS;
export const REPEAT_SEND_AGE_MS = 3 * DAY_MS;

/** An open number that nobody may send any more is closed by two "no such order" responses, this far apart. */
export const NOT_FOUND_SPAN_MS = DAY_MS;

/**
 * WeChat certainly remembers an order younger than this. From 24 h on it may treat a repeated number as a new order;
 * the margin covers the time a request may take to arrive.
 */
export const REMEMBERED_MS = DAY_MS - 15 * MINUTE_MS;

/** An order that WeChat created this long before our claim is not ours; clocks do not differ by as much. */
export const ECHO_CLOCK_MARGIN_MS = 5 * MINUTE_MS;

/** A busy system also returns "no such order" with SYSTEMERROR, so it is believed only when repeated. */
export const DOCUMENTED_MISSING_TIMES = 3;
export const DOCUMENTED_MISSING_SPAN_MS = 30 * MINUTE_MS;

/**
 * Intervals between queries of an open record: the first after 10 minutes, then as long as the record is old, at most
 * 6 hours.
 */
export const FIRST_QUERY_MS = 10 * MINUTE_MS;
export const LAST_QUERY_MS = 6 * HOUR_MS;

/**
 * Interval between two queries of an order that is missing in the old format, so that three responses cover the
 * required span.
 */
export const DOCUMENTED_MISSING_QUERY_MS = DOCUMENTED_MISSING_SPAN_MS / (DOCUMENTED_MISSING_TIMES - 1);

/**
 * WeChat answers queries for 30 days. Operators are warned before that; from day 29 on "no such order" no longer
 * proves anything, and an operator must decide.
 */
export const WARN_AGE_MS = 20 * DAY_MS;
export const UNRESOLVED_AGE_MS = 29 * DAY_MS;
export const UNRESOLVED_QUERY_MS = DAY_MS;
export const QUERY_WINDOW_MS = 30 * DAY_MS;

/** WeChat closes a parked order after 1 to 3 days; it is queried daily until then. */
export const PARKED_QUERY_MS = DAY_MS;

/**
 * WeChat returns what nobody opens within 24 hours (send page); the margin lets it finish. What is not final then is
 * queried daily, as WeChat states no longer duration of a return than days.
 */
export const FOLLOW_UP_AFTER_MS = DAY_MS + 2 * HOUR_MS;
export const FOLLOW_UP_AGAIN_MS = DAY_MS;

/** No unfinished record is ever due later than this after the write that set its due time. */
export const LONGEST_DUE_MS = DAY_MS;

/** Recovery sends at most 2 a second: the rest of WeChat's 30 belongs to `sendRedPack`. */
export const RECOVERY_SEND_PACE_MS = 500;

/**
 * Recovery queries at most 20 times a second: WeChat states no limit for queries, and returns FREQ_LIMIT when there
 * are too many.
 */
export const RECOVERY_QUERY_PACE_MS = 50;

/** Records that one recovery pass processes at the same time: it waits for WeChat far more than it computes. */
export const RECOVERY_WORKERS = 10;

/** One record takes at most two responses, the waits between them, and its turn at the pace shared by all workers. */
export const MAX_RECOVERY_ONE_MS = 40 * SECOND_MS;

/** An open record this old is reported: most are completed by the first query, after 10 minutes. */
export const LONG_OPEN_MS = HOUR_MS;

/** A pass does not start a record without the time to both query and send it. */
export const MIN_TIME_TO_RECOVER_MS = 5 * SECOND_MS;

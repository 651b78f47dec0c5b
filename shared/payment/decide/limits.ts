/** The waits and limits of a payout. Each has its reason; none is configurable, since none is a matter of taste. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** WeChat's shortest interval between two sends of one number (send page, 2025). */
export const SEND_SPACING_MS = SECOND_MS;

/** A send that starts with less could not be waited for. */
export const MIN_TIME_TO_SEND_MS = 2 * SECOND_MS;

/** An answer later than this is not worth the slot it holds; the outcome is then open, and asked for. */
export const MAX_ANSWER_MS = 10 * SECOND_MS;

/** Kept back from an answer's time-out for recording what came, or did not. */
export const TIME_TO_RECORD_MS = SECOND_MS;

/** Resends of one number within one invocation: more would be settling, which has its own pace. */
export const MAX_RESENDS = 2;
export const MAX_RESENDING_MS = 15 * SECOND_MS;

/** The claim is given up so long after `created_at`; list positions rely on no record arriving later. */
export const MAX_CLAIM_MS = 10 * SECOND_MS;

/** A stored time further ahead than a Lambda invocation can last (15 min), with a margin, is a wrong clock's. */
export const MAX_AHEAD_MS = 16 * MINUTE_MS;

/** A host clock this far from AWS's time is reported; the SDK itself corrects its signatures from here on. */
export const MAX_CLOCK_ERROR_MS = 5 * MINUTE_MS;

/** A lease outlives its driver's invocation by this, which is more than clocks in one region differ. */
export const LEASE_MARGIN_MS = 5 * SECOND_MS;

/** Clocks of two processes in one region agree far better than this; added where one reads the other's times. */
export const CLOCK_MARGIN_MS = SECOND_MS;

/** WeChat: after PROCESSING, query in about 20 minutes. */
export const PROCESSING_WAIT_MS = 20 * MINUTE_MS;

/** A request that was lost may still arrive; after this long, nobody waits for it (connection and queue life at WeChat's front). */
export const LATE_ARRIVAL_MS = 10 * MINUTE_MS;

/** Recovery does not send again sooner after the last send. */
export const RECOVERY_RESEND_WAIT_MS = 10 * MINUTE_MS;

/** How long a number may be sent. Staff: an order lives at most 24 h, others say 3 days; past both it is only asked. */
export const RECOVERY_SEND_AGE_MS = DAY_MS;
export const REPEAT_SEND_AGE_MS = 3 * DAY_MS;

/** An open number that nobody may send any more is closed by two answers of "no such order", this far apart. */
export const NOT_FOUND_SPAN_MS = DAY_MS;

/**
 * WeChat surely remembers an order this young. From 24 h on it may take a number that comes again for a new order; the
 * margin is what a request may take to arrive.
 */
export const REMEMBERED_MS = DAY_MS - 15 * MINUTE_MS;

/** An order that WeChat made so long before our claim is not ours; clocks do not differ by as much. */
export const ECHO_CLOCK_MARGIN_MS = 5 * MINUTE_MS;

/** "No such order" under SYSTEMERROR is also how a busy system answers: believed when it repeats. */
export const DOCUMENTED_MISSING_TIMES = 3;
export const DOCUMENTED_MISSING_SPAN_MS = 30 * MINUTE_MS;

/** Queries of an open record: first after 10 minutes, then as far apart as it is old, at last every 6 hours. */
export const FIRST_QUERY_MS = 10 * MINUTE_MS;
export const LAST_QUERY_MS = 6 * HOUR_MS;

/** Between two queries of an order that is missing in the old shape, so that three answers span what they must. */
export const DOCUMENTED_MISSING_QUERY_MS = DOCUMENTED_MISSING_SPAN_MS / (DOCUMENTED_MISSING_TIMES - 1);

/**
 * WeChat answers queries for 30 days. People are warned before that; from day 29 on "no such order" proves nothing
 * any more, and a person must decide.
 */
export const WARN_AGE_MS = 20 * DAY_MS;
export const UNRESOLVED_AGE_MS = 29 * DAY_MS;
export const UNRESOLVED_QUERY_MS = DAY_MS;
export const QUERY_WINDOW_MS = 30 * DAY_MS;

/** A parked order is closed by WeChat after 1 to 3 days; it is asked for daily until it is. */
export const PARKED_QUERY_MS = DAY_MS;

/** No record is ever due later than this from the write that said so. */
export const LONGEST_DUE_MS = DAY_MS;

/** Recovery sends at most 2 a second: the rest of WeChat's 30 belongs to `sendRedPack`. */
export const RECOVERY_SEND_PACE_MS = 500;

/** Recovery asks at most 20 times a second: WeChat states no limit for queries, and answers too many FREQ_LIMIT. */
export const RECOVERY_QUERY_PACE_MS = 50;

/** Records that one recovery pass works on at the same time: it waits for WeChat far more than it computes. */
export const RECOVERY_WORKERS = 10;

/** One record takes at most two answers, the waits between them, and its turn at the pace of all workers. */
export const MAX_RECOVERY_ONE_MS = 40 * SECOND_MS;

/** A pass does not begin a record that it could not both ask for and send. */
export const MIN_TIME_TO_RECOVER_MS = 5 * SECOND_MS;

import { type Check, error, type Finding, known, type Plan, type Quota, warning } from '../facts';

/** AWS refuses a reservation that leaves less than this of the account's concurrency to the other functions. */
const MIN_UNRESERVED = 100;

const RAISE =
  'ask for a larger quota "Concurrent executions" of AWS Lambda in this region (Service Quotas, L-B99A9384)';

/** Whether AWS will grant the reservation, whose refusal comes after the table was created. */
export const checkQuota: Check = (plan, facts) => {
  const quota = known(facts.quota);
  if (quota === undefined) return plan.sendConcurrency === null ? [unpaced('')] : [];
  return plan.sendConcurrency === null ? [withoutReservation(quota)] : reservation(plan, quota);
};

function reservation({ sendConcurrency }: Plan, quota: Quota): Finding[] {
  const wanted = sendConcurrency ?? 0;
  const left = quota.unreserved + (quota.reserved ?? 0) - wanted;
  // A reservation of 0 pauses, and takes nothing of the others.
  if (wanted === 0 || left >= MIN_UNRESERVED) return [];
  const message =
    `The reservation of ${wanted} concurrent executions for sendRedPack would leave ${left} of the account's ` +
    `${quota.limit} unreserved; AWS requires ${MIN_UNRESERVED}.`;
  const most = quota.unreserved + (quota.reserved ?? 0) - MIN_UNRESERVED;
  const lower = most >= 1 ? `, lower it with --param="send-concurrency=${most}",` : '';
  return [
    error(
      message,
      `First ${RAISE}${lower} or deploy without pacing for now: --param="send-concurrency=none".`,
    ),
  ];
}

function withoutReservation(quota: Quota): Finding {
  const canReserve = quota.unreserved + (quota.reserved ?? 0) - MIN_UNRESERVED;
  const now =
    canReserve >= 1
      ? ` The account now allows a reservation of up to ${canReserve}.`
      : ` The account's quota is ${quota.limit}, which allows no reservation yet.`;
  return unpaced(now);
}

function unpaced(now: string): Finding {
  return warning(
    `send-concurrency is none: nothing limits how many red packets are sent in a second, and WeChat Pay takes 30.${now}`,
    `For pacing, ${RAISE} if it does not suffice, and deploy without this param.`,
  );
}

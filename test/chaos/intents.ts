import { randomUUID } from 'node:crypto';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import type { Contract, FunctionName } from '../contract/harness';
import { packet } from '../contract/packets';
import { between, randomOf } from './seeded-random';

/** What WeChat would say to an intent if nothing went wrong. */
type Fate = 'payable' | 'refused' | 'at-risk';

/** One function call and what came of it. Times are unix milliseconds of this machine. */
export interface Call {
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface SendCall extends Call {
  readonly said: 'paid' | 'refused' | 'retry' | 'open' | 'thrown' | 'unexpected';
  /** As answered. */
  readonly mch_billno: string | null;
  readonly text: string;
}

/** One payment that somebody wants made, once. */
export interface Intent {
  readonly index: number;
  readonly key: string;
  readonly id: string;
  readonly mch_billno: string;
  readonly amountFen: number;
  readonly re_openid: string;
  readonly fate: Fate;
  readonly event: Readonly<Record<string, unknown>>;
  /** In the order of their answers. */
  readonly calls: SendCall[];
}

/** WeChat's risk control blocks these until the settings change. */
export const RISKY_OPENIDS: readonly string[] = Array.from({ length: 4 }, (_, n) => `oCampaignRisky${n}`);

export interface Names {
  readonly idNamespace: string;
  readonly miniappId: string;
}

/** The intents of a campaign; every one pays another amount to one of many people. */
export function makeIntents(seed: string, first: number, count: number, names: Names): Intent[] {
  return Array.from({ length: count }, (_, n) => makeIntent(seed, first + n, names));
}

function makeIntent(seed: string, index: number, { idNamespace, miniappId }: Names): Intent {
  const random = randomOf(seed, 'intent', index);
  const key = `campaign-${seed}/${index}`;
  const amountFen = between(random, 100, 5_000);
  const roll = random();
  const fate: Fate = roll < 0.04 ? 'refused' : roll < 0.08 ? 'at-risk' : 'payable';
  const risky = RISKY_OPENIDS[index % RISKY_OPENIDS.length] ?? '';
  const re_openid = fate === 'at-risk' ? risky : `oCampaign${String(index).padStart(8, '0')}`;
  const event = packet({
    idempotency_key: key,
    re_openid,
    total_amount: amountFen / 100,
    // The campaign's merchant has no scene opened, which WeChat refuses for good.
    ...(fate === 'refused' && { scene_id: 'PRODUCT_1' }),
  });
  const number = orderNumber(idNamespace, miniappId, key);
  return { index, key, ...number, amountFen, re_openid, fate, event, calls: [] };
}

/** An Invoke as it came out; of one that was lost on the way to Lambda or back nobody knows the request id. */
export type Invocation = Call & { readonly functionError: string | undefined; readonly answer: unknown };

/** Invokes once, as a caller who learns of every failure, without automatic retries. */
export async function invokeOnce(
  contract: Contract,
  name: FunctionName,
  event: unknown,
): Promise<Invocation> {
  const startedAtMs = Date.now();
  try {
    const invoked = await contract.invokeRaw(name, event);
    return { ...invoked, startedAtMs, endedAtMs: Date.now() };
  } catch (error) {
    const lost = { requestId: `lost ${randomUUID()}`, functionError: 'lost', answer: String(error) };
    return { ...lost, startedAtMs, endedAtMs: Date.now() };
  }
}

/** The answer after which nobody has to ask again; a caller may fix the cause of a `retry`. */
export function isAnswered({ calls }: Intent): boolean {
  return calls.some(({ said }) => said === 'paid' || said === 'refused');
}

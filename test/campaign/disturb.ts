import type { FaultInput } from '../../scripts/sandbox/index';
import { between, oneOf, type Random } from '../chaos/seeded-random';

type Fault = FaultInput['fault'];

/** Ways in which WeChat and the network fail one send; `when` decides whether it was paid all the same. */
const DRAWS: readonly ((random: Random) => Fault)[] = [
  (random) => ({ kind: 'reset', when: oneOf(random, ['before', 'after'] as const) }),
  (random) => ({ kind: 'reset', partial: true, when: oneOf(random, ['before', 'after'] as const) }),
  (random) => ({
    kind: 'answer',
    err_code: 'SYSTEMERROR',
    when: oneOf(random, ['before', 'after'] as const),
  }),
  (random) => ({ kind: 'status', status: 502, when: oneOf(random, ['before', 'after'] as const) }),
  (random) => ({ kind: 'xml', shape: 'cut', when: oneOf(random, ['before', 'after'] as const) }),
  (random) => ({ kind: 'slow', delayMs: between(random, 100, 1_500), when: 'after' }),
  (random) => ({ kind: 'answer', err_code: 'PROCESSING', when: oneOf(random, ['before', 'after'] as const) }),
  () => ({ kind: 'answer', err_code: 'FREQ_LIMIT', when: 'before' }),
  () => ({ kind: 'answer', err_code: 'OPENID_ERROR', err_code_des: '用户不存在', when: 'before' }),
];

/**
 * Faults for about `share` of the next `calls` sends, spread over them at random. Each lets so many sends pass first
 * that none was for.
 */
export function disturbances(random: Random, calls: number, share: number): FaultInput[] {
  const orders: FaultInput[] = [];
  let passed = 0;
  for (let call = 0; call < calls; call += 1) {
    if (random() >= share) passed += 1;
    else {
      const draw = DRAWS[orders.length % DRAWS.length] ?? oneOf(random, DRAWS);
      orders.push({ call: 'send', skip: passed, fault: draw(random) });
    }
  }
  return orders;
}

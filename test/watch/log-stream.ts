/** Functions over the in-memory harness, as Lambda runs them: what they log is what CloudWatch would get. */
import type { Context } from 'aws-lambda';
import { type Call, serve } from '../../shared/lambda/handler';
import { sendRedPack } from '../../shared/payment/send';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import type { Reply } from '../../shared/wechat-pay/protocol/transport';
import { type AlarmState, evaluate } from '../kit/alarm';
import { type DataPoint, embeddedMetrics, filteredMetrics, linesOf } from '../kit/cloudwatch';
import { ALARMS, FILTERS, NAMESPACE } from '../kit/watch-template';
import type { PaymentHarness } from '../unit/support/payment-harness';
import { answered, changed, without } from '../unit/support/replies';
import { CONFIG, INTENT } from '../unit/support/samples';

/** Midnight of New Year's Eve in Beijing. */
export const NOW_MS = Date.UTC(2027, 0, 31, 16);

const UNTOUCHED = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...([
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ] as const),
];

/** What the functions of a test have written so far. */
export class LogStream {
  private text = '';

  /** Captures the output and stops the clock until the test restores its mocks and timers. */
  constructor() {
    jest.useFakeTimers({ now: NOW_MS, doNotFake: [...UNTOUCHED] });
    const write = (chunk: unknown) => {
      this.text += String(chunk);
      return true;
    };
    jest.spyOn(process.stdout, 'write').mockImplementation(write);
    jest.spyOn(process.stderr, 'write').mockImplementation(write);
  }

  get lines() {
    return linesOf(this.text);
  }

  get points(): DataPoint[] {
    return this.lines.flatMap((line) => [
      ...embeddedMetrics(line),
      // Each log group of a paying function has the same filter.
      ...filteredMetrics(FILTERS[0] ?? { FilterPattern: '', MetricTransformations: [] }, line),
    ]);
  }

  /** The sum of a metric; of all its dimensions, unless one is named. */
  sum(name: string, dimensions: Readonly<Record<string, string>> = { service: 'red-pack' }): number {
    const wanted = JSON.stringify(dimensions);
    return this.points
      .filter((point) => point.name === name && JSON.stringify(point.dimensions) === wanted)
      .flatMap(({ values }) => values)
      .reduce((sum, value) => sum + value, 0);
  }

  state(alarm: string, atMs = Date.now(), before?: AlarmState): AlarmState {
    const found = ALARMS[alarm];
    if (found === undefined) throw new Error(`no alarm ${alarm}`);
    return evaluate(found, this.points, atMs, before);
  }
}

/** The dimensions of a metric that is counted by function. */
export const bySends = { service: 'red-pack', function_name: `${NAMESPACE}-sendRedPack` };

export function contextOf(functionName: string): Context {
  return {
    ...{ awsRequestId: '8f507cfc-0000-4000-8000-000000000000', functionName: `${NAMESPACE}-${functionName}` },
    getRemainingTimeInMillis: () => 30_000,
  } as Context;
}

/** Runs a function of that name; what it throws is part of the test. */
export async function invoke(name: string, run: (call: Call) => Promise<unknown>, event: unknown = {}) {
  return serve(run)(event, contextOf(name)).catch((error: unknown) => ({ thrown: error }));
}

export const NUMBER = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, 'order-1');

/** A sample answer, for the order of `send`. */
export function numbered(xml: string): Reply {
  return answered(changed(without(xml, 'sign'), 'mch_billno', NUMBER.mch_billno));
}

/** Sends the sample packet through sendRedPack. */
export function send(stage: PaymentHarness) {
  const key = { key: 'order-1', from: 'idempotency_key' } as const;
  return invoke('sendRedPack', ({ log }) =>
    sendRedPack({ ...stage.deps, log }, CONFIG, { params: INTENT, key, deadline: stage.now + 30_000 }),
  );
}

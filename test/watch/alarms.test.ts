import { NotFoundError, ParamError } from '../../shared/api/errors';
import { checkAccounts } from '../../shared/payment/check-accounts';
import { recover } from '../../shared/payment/recover';
import type { StoredRecord } from '../../shared/records/record';
import type { Reply } from '../../shared/wechat-pay/protocol/transport';
import { found, refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../fixtures/answers';
import { ENVELOPES } from '../fixtures/envelopes';
import { makeClient } from '../kit/certificates';
import { ALARMS, NAMESPACE } from '../kit/watch-template';
import { PaymentHarness } from '../unit/support/payment-harness';
import { answered, LOST } from '../unit/support/replies';
import { CREATED_AT_MS, INTENT, MERCHANT, record } from '../unit/support/samples';
import { bySends, invoke, LogStream, NOW_MS, numbered, send } from './log-stream';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAID = numbered(X1B_PAID_LIVE);
const MISSING = numbered(X9_NOT_FOUND_LIVE);
const DUE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS });

let stream: LogStream;
beforeEach(() => {
  stream = new LogStream();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function answering(reply: Reply, merchant = MERCHANT): PaymentHarness {
  return new PaymentHarness((call) => ({ reply: call === 'send' ? reply : MISSING }), merchant);
}

async function pass(stage: PaymentHarness, ...stored: readonly StoredRecord[]): Promise<void> {
  for (const one of stored) stage.table.records.set(one.id, one);
  await invoke('recoverRedPacks', ({ log }) => recover({ ...stage.deps, log }, false, stage.now + MINUTE_MS));
}

describe('the metrics of a send', () => {
  it.each([
    ['paid', PAID, { paid: 1, refused: 0, retry: 0, open: 0 }],
    ['refused', numbered(refusal('MONEY_LIMIT', '金额超限')), { paid: 0, refused: 1, retry: 0, open: 0 }],
    ['retry', numbered(refusal('NOTENOUGH', '余额不足')), { paid: 0, refused: 0, retry: 1, open: 0 }],
    ['open', LOST, { paid: 0, refused: 0, retry: 0, open: 1 }],
  ])('count it as %s, with its fen only if it was paid', async (_, reply, counts) => {
    await send(answering(reply));
    const counted = Object.keys(counts).map((name) => [name, stream.sum(name, bySends)]);
    expect(Object.fromEntries(counted)).toEqual(counts);
    expect(stream.sum('paid_fen')).toBe(counts.paid * INTENT.total_fen);
  });

  it('hold the time of each call to WeChat Pay, and each FREQ_LIMIT', async () => {
    await send(answering(numbered(refusal('FREQ_LIMIT', '频率超限'))));
    const calls = [stream.lines[0]?.exchanges].flat().length;
    expect(calls).toBeGreaterThan(1);
    const values = stream.points.filter(({ name }) => name === 'wechat_ms').flatMap((point) => point.values);
    expect(values).toEqual(Array(calls).fill(10));
    expect(stream.sum('freq_limit')).toBeGreaterThan(0);
  });

  it('name the account and the fen in the line', async () => {
    await send(answering(PAID));
    expect(stream.lines[0]).toMatchObject({ account: 'wx8888888888888888/weixin_tenpay', fen: 100 });
  });
});

describe('NothingPaidAlarm', () => {
  it('rings when sends leave and none is paid, and is silent as soon as one is', async () => {
    expect(stream.state('NothingPaidAlarm')).toBe('OK');
    await send(answering(LOST));
    expect(stream.state('NothingPaidAlarm')).toBe('ALARM');
    await send(answering(PAID));
    expect(stream.state('NothingPaidAlarm')).toBe('OK');
  });

  it('is silent for recovery, which only asks for what is open', async () => {
    const stage = await answering(LOST).at(HOUR_MS);
    await pass(stage, DUE);
    expect(stream.lines.map(({ message }) => message)).toContain('send completed');
    expect(stream.state('NothingPaidAlarm')).toBe('OK');
  });
});

describe('the alarms of recovery', () => {
  it('RecoveryMissingAlarm rings after 30 minutes without a pass, and before the first', async () => {
    expect(stream.state('RecoveryMissingAlarm')).toBe('ALARM');
    await pass(answering(LOST));
    expect(stream.sum('recovery_done')).toBe(1);
    for (const [minutes, state] of [
      [0, 'OK'],
      [20, 'OK'],
      [30, 'ALARM'],
    ] as const)
      expect(stream.state('RecoveryMissingAlarm', NOW_MS + minutes * MINUTE_MS)).toBe(state);
  });

  it('OpenTooLongAlarm rings for a record that is open after an hour, and for as long as it may not be seen', async () => {
    await pass(await answering(LOST).at(30 * MINUTE_MS), DUE);
    expect(stream.state('OpenTooLongAlarm')).toBe('OK');
    await pass(await answering(LOST).at(2 * HOUR_MS), DUE);
    expect(stream.sum('open_over_1h')).toBe(1);
    const ages = stream.points.filter(({ name }) => name === 'oldest_open_s').flatMap(({ values }) => values);
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(7_200);
    expect(stream.state('OpenTooLongAlarm')).toBe('ALARM');
    expect(stream.state('OpenTooLongAlarm', NOW_MS + 5 * HOUR_MS)).toBe('ALARM');
    expect(stream.state('OpenTooLongAlarm', NOW_MS + 7 * HOUR_MS)).toBe('OK');
  });

  it.each<[string, number, Partial<StoredRecord>, Reply]>([
    ['recovery stopped sending', 25 * HOUR_MS, {}, LOST],
    ['record unresolved', 30 * DAY_MS, { sending_ended_at_ms: CREATED_AT_MS + DAY_MS }, LOST],
    ['WeChat Pay contradicts the record', HOUR_MS, {}, answered(found('SENT').replace('>100<', '>200<'))],
    [
      'secret names another merchant than the record',
      ...([HOUR_MS, { mch_id: '1900000999' }, LOST] as const),
    ],
  ])('NeedsPersonAlarm and ErrorLinesAlarm ring for: %s', async (message, ageMs, changes, query) => {
    const stage = new PaymentHarness((call) => ({ reply: call === 'query' ? query : LOST }), MERCHANT);
    await pass(await stage.at(ageMs), { ...DUE, ...changes });
    expect(stream.lines.map((line) => line.message)).toContain(message);
    expect(stream.state('NeedsPersonAlarm')).toBe('ALARM');
    expect(stream.state('ErrorLinesAlarm')).toBe('ALARM');
  });

  it('NeedsPersonAlarm rings for a clock that is wrong', async () => {
    await send(await answering(PAID).misset(HOUR_MS));
    expect(stream.lines.map((line) => line.message)).toContain('host clock is wrong');
    expect(stream.state('NeedsPersonAlarm')).toBe('ALARM');
  });

  it('NeedsPersonAlarm is silent for an ERROR that no person need decide', async () => {
    const stage = answering(PAID);
    stage.breakTable('update');
    await send(stage);
    expect(stream.state('ErrorLinesAlarm')).toBe('ALARM');
    expect(stream.state('NeedsPersonAlarm')).toBe('OK');
  });
});

describe('the alarms of an account', () => {
  it.each([
    [31, 'OK'],
    [29, 'ALARM'],
  ] as const)('CertificateEndsAlarm, with %d days left, is %s, and stays so', async (days, state) => {
    const stage = answering(PAID);
    const { cert } = makeClient('1900000109', { validToMs: stage.now + (days + 0.5) * DAY_MS });
    stage.load = () => ({ ...MERCHANT, certificate: cert });
    const accounts = [INTENT];
    await invoke('recoverRedPacks', ({ log }) => checkAccounts({ ...stage.deps, log }, accounts));
    expect(stream.sum('certificate_days_left')).toBe(days);
    expect(stream.state('CertificateEndsAlarm')).toBe(state);
    expect(stream.state('CertificateEndsAlarm', NOW_MS + 2 * HOUR_MS, state)).toBe(state);
  });

  it('checkAccounts reports an account without a secret, and only warns when none can be read', async () => {
    const stage = answering(PAID);
    stage.load = () => {
      throw new Error('Secrets Manager is out of reach');
    };
    await invoke('recoverRedPacks', ({ log }) => checkAccounts({ ...stage.deps, log }, [INTENT]));
    expect(stream.lines.map(({ level, message }) => [level, message])).toEqual([
      ['WARN', 'account not checked'],
    ]);
    expect(stream.points).toEqual([]);
  });

  it.each([
    [126, 'OK', 79],
    [125, 'ALARM', 80],
  ] as const)('BudgetAlarm, of a budget of %d fen with 100 spent, is %s', async (fen, state, percent) => {
    await send(answering(PAID, { ...MERCHANT, dailyBudgetFen: fen }));
    expect(stream.sum('budget_percent')).toBe(percent);
    expect(stream.state('BudgetAlarm')).toBe(state);
    expect(stream.state('BudgetAlarm', NOW_MS + HOUR_MS, state)).toBe(state);
  });
});

describe('RejectedCallsAlarm', () => {
  const reject = (times: number, error: Error) =>
    Promise.all(
      Array.from({ length: times }, () => invoke('getSentRedPackList', () => Promise.reject(error))),
    );

  it('rings for ten calls with wrong params in 5 minutes', async () => {
    const error = new ParamError('limit must be an integer.');
    await reject(9, error);
    expect(stream.state('RejectedCallsAlarm')).toBe('OK');
    await reject(1, error);
    expect(stream.sum('rejected', { service: 'red-pack', rejected_status: '400' })).toBe(10);
    expect(stream.state('RejectedCallsAlarm')).toBe('ALARM');
  });

  it('counts what is no invocation, and no lookup that finds nothing', async () => {
    await reject(10, new NotFoundError('id names no red packet on record.'));
    expect(stream.state('RejectedCallsAlarm')).toBe('OK');
    for (const event of Object.values(ENVELOPES).slice(0, 10))
      await invoke('sendRedPack', () => Promise.resolve({}), event);
    expect(stream.sum('rejected', { service: 'red-pack', rejected_status: '415' })).toBe(10);
    expect(stream.state('RejectedCallsAlarm')).toBe('ALARM');
  });
});

test('every alarm says when it is over, and only three page', () => {
  const paging = Object.entries(ALARMS).filter(([, { AlarmActions }]) =>
    AlarmActions.some((action) => JSON.stringify(action).includes('PageTopic')),
  );
  expect(paging.map(([name]) => name)).toEqual([
    'AccountFaultAlarm',
    'NothingPaidAlarm',
    'RecoveryMissingAlarm',
  ]);
  for (const { AlarmActions, OKActions } of Object.values(ALARMS)) {
    expect(AlarmActions).toContainEqual({ Ref: 'AlarmTopic' });
    expect(OKActions).toEqual(AlarmActions);
  }
  expect(NAMESPACE).toBe('red-pack-dev');
});

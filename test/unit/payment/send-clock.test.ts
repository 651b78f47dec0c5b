import { MerchantError } from '../../../shared/api/errors';
import { sendRedPack } from '../../../shared/payment/send';
import type { StoredRecord } from '../../../shared/records/record';
import { orderNumber } from '../../../shared/wechat-pay/order-number';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST, without } from '../support/replies';
import { CONFIG, CREATED_AT, CREATED_AT_MS, INTENT, MERCHANT, record } from '../support/samples';

/** A send on a host whose clock is wrong, of a table that was restored, and of a record that has grown old. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NUMBER = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, 'order-1');
const numbered = (xml: string) => answered(changed(without(xml, 'sign'), 'mch_billno', NUMBER.mch_billno));
const PAID = numbered(X1B_PAID_LIVE);
const MISSING = numbered(X9_NOT_FOUND_LIVE);
const SENT = numbered(found('SENT'));
const STORED = record({ ...NUMBER, lease_until_ms: 0 });

function sending(send: Reply, query: Reply, ...stored: readonly StoredRecord[]): PaymentHarness {
  return new PaymentHarness((call) => ({ reply: call === 'send' ? send : query }), MERCHANT, ...stored);
}

/** AWS's time is so far ahead of this host's. */
function behind(stage: PaymentHarness, behindMs: number): PaymentHarness {
  const { clock } = stage.deps;
  clock.awsNow = () => clock.now() + behindMs;
  return stage;
}

function send(stage: PaymentHarness, queryBeforeSend = false, forMs = 30_000) {
  const config = { ...CONFIG, queryBeforeSend };
  const key = { key: 'order-1', from: 'idempotency_key' } as const;
  return sendRedPack(stage.deps, config, { params: INTENT, key, deadline: stage.now + forMs });
}

describe('on a host whose clock is wrong, a send', () => {
  it.each([1_000, 5 * MINUTE_MS, DAY_MS, -1_000, -5 * MINUTE_MS, -DAY_MS])(
    'claims by AWS’s time, %d ms ahead of this host’s, and ends within its own',
    async (ms) => {
      const stage = behind(sending(PAID, LOST), ms);
      const insert = stage.table.insert.bind(stage.table);
      let claimed: Partial<StoredRecord> = {};
      stage.table.insert = (one) => {
        claimed = one;
        return insert(one);
      };
      expect(await send(stage)).toMatchObject({ return_code: 'SUCCESS' });
      const claimedAt = CREATED_AT_MS + ms;
      expect(claimed).toMatchObject({
        created_at: claimedAt / 1000,
        time_key: `${claimedAt}-${NUMBER.id}`,
        lease_until_ms: claimedAt + 35_000,
        due_at: claimedAt + 35_000,
      });
      expect(stage.stored(NUMBER.id)).toMatchObject({ sent_at_ms: claimedAt + 10 });
      expect(stage.posted[0]).toMatchObject({ timeoutMs: 10_000 });
    },
  );

  it('keeps the times of a send that needs a while, too', async () => {
    const stage = behind(sending(LOST, LOST), DAY_MS);
    await send(stage, false, 5_000);
    expect(stage.stored(NUMBER.id)).toMatchObject({
      state: 'open',
      doubt_at_ms: CREATED_AT_MS + DAY_MS + 10,
    });
    expect(stage.posted.map(({ timeoutMs }) => timeoutMs)).toEqual([4_000, 2_990]);
  });

  it('finds by AWS’s time that a record is leased', async () => {
    const leased = { ...STORED, lease_until_ms: CREATED_AT_MS + MINUTE_MS + 1_000 };
    const stage = behind(sending(PAID, SENT, leased), MINUTE_MS);
    await send(stage);
    // Waited for, and then taken over: by this host's own time the lease would last a minute longer.
    expect(stage.now).toBeLessThan(CREATED_AT_MS + 10_000);
    expect(stage.stored(NUMBER.id)).toMatchObject({ state: 'paid', token: 'token-2' });
  });

  it('is reported from more than 5 min on, either way', async () => {
    for (const [ms, isSaid] of [
      [5 * MINUTE_MS, false],
      [5 * MINUTE_MS + 1, true],
      [-5 * MINUTE_MS, false],
      [-5 * MINUTE_MS - 1, true],
    ] as const) {
      const stage = behind(sending(PAID, LOST), ms);
      await send(stage);
      expect(stage.errors()).toEqual(isSaid ? [['host clock is wrong', { ahead_ms: -ms }]] : []);
    }
  });

  it.each([2 * DAY_MS, -2 * DAY_MS])(
    'leaves the times of the record that it repeats as they are, %d ms off',
    async (ms) => {
      const lost = { doubt_at_ms: CREATED_AT_MS - MINUTE_MS, sent_at_ms: CREATED_AT_MS - MINUTE_MS };
      // By AWS's time the repeat comes at CREATED_AT_MS, a minute after the first request.
      const created_at = CREATED_AT - 60;
      const stage = behind(
        sending(numbered(refusal('PARAM_ERROR', 'x')), MISSING, { ...STORED, ...lost, created_at }),
        ms,
      );
      await stage.at(-ms);
      // The first request may still arrive: nothing that the second is told ends it.
      expect(await send(stage)).toMatchObject({ outcome: 'open' });
      expect(stage.stored(NUMBER.id)).toMatchObject({ created_at, doubt_at_ms: CREATED_AT_MS - MINUTE_MS });
      expect(stage.stored(NUMBER.id)).not.toHaveProperty('first_met_ms');
    },
  );

  it('does not alarm of the age of a young record when the secret is gone, either', async () => {
    const stage = behind(sending(LOST, LOST, STORED), -40 * DAY_MS);
    await stage.at(40 * DAY_MS);
    stage.load = () => {
      throw new MerchantError('official_account_id has no certificate.');
    };
    expect(await send(stage)).toMatchObject({ outcome: 'open' });
    expect(stage.lines.filter(({ message }) => /not final|unresolved/.test(message))).toEqual([]);
  });

  it('is told by the answer that loads the secret, the first of a new process', async () => {
    const stage = sending(PAID, LOST);
    stage.load = () => {
      behind(stage, DAY_MS);
      return MERCHANT;
    };
    await send(stage);
    expect(stage.stored(NUMBER.id)).toMatchObject({ created_at: (CREATED_AT_MS + DAY_MS) / 1000 });
  });
});

describe('a new claim after the table was restored, with QUERY_BEFORE_SEND', () => {
  it('asks before it sends, and sends what WeChat does not have', async () => {
    const stage = sending(PAID, MISSING);
    expect(await send(stage, true)).toMatchObject({ return_code: 'SUCCESS' });
    expect(stage.calls).toEqual(['query', 'send']);
    expect(stage.stored(NUMBER.id)).toMatchObject({ state: 'paid', proof: 'echo' });
  });

  it('sends nothing that WeChat has paid before', async () => {
    const stage = sending(PAID, SENT);
    expect(await send(stage, true)).toMatchObject({ return_code: 'SUCCESS' });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored(NUMBER.id)).toMatchObject({ state: 'paid', proof: 'query' });
  });

  it('sends nothing while WeChat does not answer', async () => {
    const stage = sending(PAID, LOST);
    expect(await send(stage, true)).toMatchObject({ outcome: 'open' });
    expect(stage.calls).toEqual(['query']);
  });

  it('believes no refusal at once: its number may have a past', async () => {
    const refused = numbered(refusal('NOTENOUGH', '余额不足'));
    const stage = sending(refused, MISSING);
    expect(await send(stage, true)).toMatchObject({ outcome: 'open', err_code: 'NOTENOUGH' });
    expect(stage.calls).toEqual(['query', 'send']);
  });

  it('is durable before it asks', async () => {
    const stage = sending(PAID, SENT);
    stage.breakTable('insert');
    await expect(send(stage, true)).rejects.toMatchObject({ status: null });
    expect(stage.calls).toEqual([]);
  });

  it('without it, is sent at once', async () => {
    const stage = sending(PAID, SENT);
    await send(stage);
    expect(stage.calls).toEqual(['send']);
  });
});

describe('a send that meets a record which has grown old', () => {
  const aged = (state: StoredRecord['state']) => ({ ...STORED, state, err_code: 'NOTENOUGH' });

  it.each(['open', 'parked'] as const)(
    'warns of one that is %s from day 20 on, and alarms from day 29',
    async (state) => {
      for (const [ageMs, level] of [
        [20 * DAY_MS - MINUTE_MS, null],
        [20 * DAY_MS, 'warn'],
        [29 * DAY_MS - MINUTE_MS, 'warn'],
        [29 * DAY_MS, 'error'],
        [40 * DAY_MS, 'error'],
      ] as const) {
        const stage = await sending(LOST, LOST, aged(state)).at(ageMs);
        await send(stage);
        const said = stage.lines.filter(({ message }) => /not final|unresolved/.test(message));
        expect(said.map((line) => line.level)).toEqual(level === null ? [] : [level]);
      }
    },
  );

  it('does so from the record alone, when the secret is gone', async () => {
    const stage = await sending(LOST, LOST, aged('open')).at(29 * DAY_MS);
    stage.load = () => {
      throw new MerchantError('official_account_id has no certificate.');
    };
    expect(await send(stage)).toMatchObject({ outcome: 'open' });
    expect(stage.said('error')).toContainEqual(['record unresolved', NUMBER.id]);
  });

  it('closes and parks nothing from day 29 on, and sends nothing', async () => {
    const lost = { doubt_at_ms: CREATED_AT_MS, refused_at_ms: CREATED_AT_MS, refused_code: 'SEND_FAILED' };
    const stage = await sending(PAID, MISSING, { ...STORED, ...lost }).at(29 * DAY_MS);
    expect(await send(stage)).toMatchObject({ outcome: 'open' });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored(NUMBER.id)).toMatchObject({ state: 'open' });
  });
});

describe.each([
  ['a day', DAY_MS],
  ['a year', 365 * DAY_MS],
])('a send that meets a claim of a clock %s ahead, which died', (_, aheadMs) => {
  const ahead = record({
    ...NUMBER,
    created_at: (CREATED_AT_MS + aheadMs) / 1000,
    lease_until_ms: CREATED_AT_MS + aheadMs + 35_000,
    due_at: CREATED_AT_MS + aheadMs + 35_000,
  });

  it('takes it over at once, asks first, and stores that it was met now', async () => {
    const stage = sending(LOST, LOST, ahead);
    expect(await send(stage)).toMatchObject({ outcome: 'open' });
    expect(stage.calls).toEqual(['query']);
    expect(stage.stored(NUMBER.id)).toMatchObject({
      ...{ first_met_ms: CREATED_AT_MS, doubt_at_ms: CREATED_AT_MS, lease_until_ms: 0 },
      due_at: stage.now + 10 * MINUTE_MS,
    });
  });

  it('pays it when WeChat has no order of it', async () => {
    const stage = sending(PAID, MISSING, ahead);
    expect(await send(stage)).toMatchObject({ return_code: 'SUCCESS' });
    expect(stage.calls).toEqual(['query', 'send']);
  });

  it('sends it for 72 h from then on, and not longer', async () => {
    const met = { ...ahead, first_met_ms: CREATED_AT_MS, lease_until_ms: 0 };
    const calls = async (ageMs: number) => {
      const stage = await sending(PAID, MISSING, met).at(ageMs);
      await send(stage);
      return stage.calls;
    };
    expect(await calls(3 * DAY_MS - MINUTE_MS)).toEqual(['query', 'send']);
    expect(await calls(3 * DAY_MS)).toEqual(['query']);
  });
});

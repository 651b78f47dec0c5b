import { PlatformError } from '../../../shared/api/errors';
import { newRecord } from '../../../shared/payment/decide/new-record';
import { claimOrFind } from '../../../shared/payment/run/claim';
import type { PaymentDeps } from '../../../shared/payment/run/deps';
import type { StoredRecord } from '../../../shared/records/record';
import { PaymentHarness } from '../support/payment-harness';
import { LOST } from '../support/replies';
import { CREATED_AT, CREATED_AT_MS, INTENT, MERCHANT, record } from '../support/samples';

const NUMBER = { id: '0123456789abcdef01234567', mch_billno: '0123456789abcdef01234567abcd' };
const DEADLINE = CREATED_AT_MS + 30_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A claim on an account without a budget. */
function claim(deps: PaymentDeps, wanted: StoredRecord, deadline: number) {
  return claimOrFind(deps, wanted, null, deadline);
}

const OURS = { record: record(), isNew: true };

function stage(): PaymentHarness {
  return new PaymentHarness(() => ({ reply: LOST }), MERCHANT);
}

test('a new record pins all that its request is made of, its attempt and its first due time', () => {
  const fixed = { miniapp_id: 'wxminiapp', mch_id: '10000098', client_ip: '192.0.2.10' };
  const attempt = { token: 'attempt-1', deadline: DEADLINE, now: CREATED_AT_MS + 999 };
  expect(newRecord(INTENT, { number: NUMBER, idempotency_key: 'order-1', ...fixed, ...attempt })).toEqual({
    ...INTENT,
    ...NUMBER,
    v: 1,
    idempotency_key: 'order-1',
    miniapp_id: 'wxminiapp',
    mch_id: '10000098',
    client_ip: '192.0.2.10',
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
    time_key: `${CREATED_AT_MS + 999}-${NUMBER.id}`,
    state: 'open',
    token: 'attempt-1',
    lease_until_ms: DEADLINE + 5_000,
    due: 'wxminiapp',
    due_at: DEADLINE + 5_000,
  });
});

describe('a claim', () => {
  it('is ours when there was no record, and is durable then', async () => {
    const { deps, table } = stage();
    expect(await claim(deps, record(), DEADLINE)).toEqual(OURS);
    expect(await table.get(record().id)).toEqual(record());
  });

  it('gives the record that holds the number, and changes nothing of it', async () => {
    const theirs = record({ token: 'theirs', total_fen: 200 });
    const { deps, table } = new PaymentHarness(() => ({ reply: LOST }), MERCHANT, theirs);
    expect(await claim(deps, record(), DEADLINE)).toEqual({ record: theirs, isNew: false });
    expect(await table.get(record().id)).toEqual(theirs);
  });

  it('is known by its own token when the SDK repeated the write against itself', async () => {
    const claiming = stage();
    claiming.repeatWrites('insert');
    expect(await claim(claiming.deps, record(), DEADLINE)).toEqual(OURS);
  });

  it('is known by its own token when the write failed and yet had its effect', async () => {
    const claiming = stage();
    claiming.breakTable('insert', true);
    expect(await claim(claiming.deps, record(), DEADLINE)).toEqual(OURS);
  });

  it('whose write failed gives the record that was there all the time', async () => {
    const theirs = record({ token: 'theirs' });
    const claiming = new PaymentHarness(() => ({ reply: LOST }), MERCHANT, theirs);
    claiming.breakTable('insert');
    expect(await claim(claiming.deps, record(), DEADLINE)).toEqual({ record: theirs, isNew: false });
  });

  it.each([
    ['10 s when the deadline is far', 30_000, 10_000],
    ['what leaves 2 s for a send', 7_000, 5_000],
    ['no time at all when there is none for a send', 1_000, 0],
  ])('is given up after %s', async (_, leftMs, afterMs) => {
    const { deps } = stage();
    const givenUpAfter: number[] = [];
    deps.table.insert = async (_, ms) => givenUpAfter.push(ms) > 0;
    await claim(deps, record(), CREATED_AT_MS + leftMs);
    expect(givenUpAfter).toEqual([afterMs]);
  });

  it.each([
    [5 * MINUTE_MS, false],
    [5 * MINUTE_MS + 1, true],
    [-DAY_MS, false],
  ])('whose response shows a clock %d ms behind is reported: %s', async (ms, isSaid) => {
    const claiming = stage();
    const { clock } = claiming.deps;
    const insert = claiming.table.insert.bind(claiming.table);
    claiming.table.insert = (...args) => {
      clock.awsNow = () => clock.now() + ms;
      return insert(...args);
    };
    expect(await claim(claiming.deps, record(), DEADLINE)).toEqual(OURS);
    const fields = { record_id: record().id, behind_ms: ms, action: './red-pack recount' };
    expect(claiming.errors()).toEqual(isSaid ? [['claim behind counted positions', fields]] : []);
  });

  it('that another one made says nothing of this clock', async () => {
    const theirs = record({ token: 'theirs' });
    const claiming = new PaymentHarness(() => ({ reply: LOST }), MERCHANT, theirs);
    claiming.deps.clock.awsNow = () => CREATED_AT_MS + DAY_MS;
    await claim(claiming.deps, record(), DEADLINE);
    expect(claiming.errors()).toEqual([]);
  });

  describe('that cannot be confirmed throws, and says that nothing was sent', () => {
    const failure = async (...broken: ('insert' | 'get')[]) => {
      const claiming = stage();
      if (broken.length === 0) claiming.table.insert = async () => false;
      for (const method of broken) claiming.breakTable(method);
      const error: unknown = await claim(claiming.deps, record(), DEADLINE).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(PlatformError);
      const { message, cause } = error as PlatformError;
      expect(message).toContain(record().id);
      expect(message).toContain('nothing was sent');
      return cause;
    };

    it('when the write failed and no record is found: the write is the cause', async () => {
      expect(await failure('insert')).toEqual(new Error('insert failed'));
    });

    it('when reading back fails as well: the write is the cause', async () => {
      expect(await failure('insert', 'get')).toEqual(new Error('insert failed'));
    });

    it('when only reading back fails: that is the cause', async () => {
      const claiming = stage();
      claiming.table.insert = async () => false;
      claiming.breakTable('get');
      await expect(claim(claiming.deps, record(), DEADLINE)).rejects.toMatchObject({
        status: null,
        cause: new Error('get failed'),
      });
    });

    it('when the number is said to be taken, and then is not', async () => {
      expect(await failure()).toBeUndefined();
    });
  });
});

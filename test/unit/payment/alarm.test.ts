import { alarmAge, alarmContradiction, alarmPaidAfterClosed } from '../../../shared/payment/run/alarm';
import type { State, StoredRecord } from '../../../shared/records/record';
import { PaymentHarness } from '../support/payment-harness';
import { LOST } from '../support/replies';
import { CREATED_AT, MERCHANT, record } from '../support/samples';
import { QUERIES } from '../support/situations';

const DAY_MS = 86_400_000;
const { id, mch_billno, created_at } = record();

const MESSAGE = 'WeChat Pay contradicts the record';

function stage() {
  return new PaymentHarness(() => ({ reply: LOST }), MERCHANT);
}

describe('an answer that contradicts the record', () => {
  const names = Object.keys(QUERIES) as (keyof typeof QUERIES)[];
  const contradicts = (state: State, changes: Partial<StoredRecord> = {}) =>
    names.filter((name) => {
      const { deps, lines } = stage();
      alarmContradiction(deps, record({ state, ...changes }), QUERIES[name]);
      return lines.length > 0;
    });

  it('is FAILED of what is paid, paid of what is closed, and an order not proven ours in any state', () => {
    expect(contradicts('paid')).toEqual(['closed', 'mismatch', 'unproven']);
    expect(contradicts('closed')).toEqual(['paid', 'mismatch', 'unproven']);
    expect(contradicts('open')).toEqual(['mismatch', 'unproven']);
    expect(contradicts('parked')).toEqual(['mismatch', 'unproven']);
  });

  it('is any but paid, and none, of a record that is not final while WeChat calls the order another’s', () => {
    const foreign = { foreign_at_ms: 1 };
    for (const state of ['open', 'parked'] as const) {
      expect(contradicts(state, foreign)).toEqual(names.filter((name) => name !== 'paid'));
      const staged = stage();
      alarmContradiction(staged.deps, record({ state }), null);
      expect(staged.errors()).toEqual([]);
      alarmContradiction(staged.deps, record({ state, ...foreign }), null);
      expect(staged.errors()).toMatchObject([[MESSAGE, { state, query: 'FATAL_ERROR' }]]);
    }
    for (const state of ['paid', 'closed'] as const)
      expect(contradicts(state, foreign)).toEqual(contradicts(state));
  });

  it('is an error line that names the record, its number, its state, what WeChat said and what to do', () => {
    const { deps, lines } = stage();
    alarmContradiction(deps, record({ state: 'paid' }), QUERIES.closed);
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'WeChat Pay contradicts the record',
        fields: { record_id: id, mch_billno, state: 'paid', query: 'closed', action: expect.any(String) },
      },
    ]);
  });
});

describe('a payment that WeChat confirmed', () => {
  it('alarms when the record was closed meanwhile, and only then', () => {
    const STATES = ['open', 'paid', 'closed', 'parked'] as const;
    const alarmed = STATES.flatMap((onRecord) =>
      STATES.filter((learned) => {
        const { deps, lines } = stage();
        alarmPaidAfterClosed(deps, record({ state: onRecord }), record({ state: learned }));
        return lines.length > 0;
      }).map((learned) => `${learned} meets ${onRecord}`),
    );
    expect(alarmed).toEqual(['paid meets closed']);
  });

  it('is named in an error line, with the state that stands', () => {
    const staged = stage();
    alarmPaidAfterClosed(staged.deps, record({ state: 'closed' }), record({ state: 'paid' }));
    expect(staged.errors()).toEqual([
      [
        'WeChat Pay contradicts the record',
        { record_id: id, mch_billno, state: 'closed', query: 'paid', action: expect.any(String) },
      ],
    ]);
  });
});

describe('the age of a record that is not final', () => {
  /** What is logged of a record so old. */
  async function linesAt(ageMs: number, changes: Partial<StoredRecord> = {}) {
    const { deps, lines } = await stage().at(ageMs);
    alarmAge(deps, record(changes));
    return lines;
  }
  const levelsAt = async (ageMs: number, changes: Partial<StoredRecord> = {}) =>
    (await linesAt(ageMs, changes)).map(({ level }) => level);

  it('is warned of from day 20, and alarms from day 29', async () => {
    expect(await levelsAt(20 * DAY_MS - 1)).toEqual([]);
    expect(await levelsAt(20 * DAY_MS)).toEqual(['warn']);
    expect(await levelsAt(29 * DAY_MS - 1)).toEqual(['warn']);
    expect(await levelsAt(29 * DAY_MS)).toEqual(['error']);
    expect(await levelsAt(400 * DAY_MS)).toEqual(['error']);
  });

  it('is said with the record, by WeChat’s number too, and what a person is to do', async () => {
    const fields = { record_id: id, mch_billno, created_at, state: 'open' };
    const [warning] = await linesAt(20 * DAY_MS);
    expect(warning).toEqual({ level: 'warn', message: 'record not final after 20 days', fields });
    const [alarm] = await linesAt(29 * DAY_MS);
    expect(alarm).toEqual({
      level: 'error',
      message: 'record unresolved',
      fields: { ...fields, action: expect.stringContaining('./red-pack resolve') },
    });
  });

  it('matters of a parked one just as much', async () => {
    expect(await levelsAt(20 * DAY_MS, { state: 'parked' })).toEqual(['warn']);
    const [alarm] = await linesAt(29 * DAY_MS, { state: 'parked' });
    expect(alarm).toMatchObject({ level: 'error', fields: { state: 'parked' } });
  });

  it.each(['paid', 'closed'] as const)('does not matter once it is %s', async (state) => {
    expect(await linesAt(29 * DAY_MS, { state })).toEqual([]);
  });

  it('counts from the first sight of a claim that lies in the future', async () => {
    const ahead = { created_at: CREATED_AT + 365 * 86_400, first_met_ms: CREATED_AT * 1000 };
    expect(await levelsAt(20 * DAY_MS - 1, ahead)).toEqual([]);
    expect(await levelsAt(29 * DAY_MS, ahead)).toEqual(['error']);
  });
});

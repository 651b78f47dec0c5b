import { alarmAge, alarmContradiction } from '../../../shared/payout/alarm';
import type { State } from '../../../shared/records/record';
import { PayoutStage } from '../support/payout-stage';
import { LOST } from '../support/replies';
import { MERCHANT, record } from '../support/samples';
import { QUERIES } from '../support/situations';

const DAY_MS = 86_400_000;
const { id, mch_billno, created_at } = record();

function stage() {
  return new PayoutStage(() => ({ reply: LOST }), MERCHANT);
}

describe('an answer that contradicts the record', () => {
  const names = Object.keys(QUERIES) as (keyof typeof QUERIES)[];
  const contradicts = (state: State) =>
    names.filter((name) => {
      const { ports, lines } = stage();
      alarmContradiction(ports, record({ state }), QUERIES[name]);
      return lines.length > 0;
    });

  it('is FAILED of what is paid, paid of what is closed, and another order in any state', () => {
    expect(contradicts('paid')).toEqual(['closed', 'disagrees']);
    expect(contradicts('closed')).toEqual(['paid', 'disagrees']);
    expect(contradicts('open')).toEqual(['disagrees']);
    expect(contradicts('parked')).toEqual(['disagrees']);
  });

  it('is an error line that names the record, its state and what WeChat said', () => {
    const { ports, lines } = stage();
    alarmContradiction(ports, record({ state: 'paid' }), QUERIES.closed);
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'WeChat Pay contradicts the record',
        fields: { record_id: id, state: 'paid', query: 'closed' },
      },
    ]);
  });
});

describe('the age of an open record', () => {
  /** What is logged of a record so old. */
  async function linesAt(ageMs: number, state: State = 'open') {
    const { ports, lines } = await stage().at(ageMs);
    alarmAge(ports, record({ state }));
    return lines;
  }

  it('is warned of from day 20, and alarms from day 29', async () => {
    expect(await linesAt(20 * DAY_MS - 1)).toEqual([]);
    expect((await linesAt(20 * DAY_MS)).map(({ level }) => level)).toEqual(['warn']);
    expect((await linesAt(29 * DAY_MS - 1)).map(({ level }) => level)).toEqual(['warn']);
    expect((await linesAt(29 * DAY_MS)).map(({ level }) => level)).toEqual(['error']);
    expect((await linesAt(400 * DAY_MS)).map(({ level }) => level)).toEqual(['error']);
  });

  it('says which record it is, by WeChat’s number too, and what a person is to do', async () => {
    const fields = { record_id: id, mch_billno, created_at, state: 'open' };
    const [warning] = await linesAt(20 * DAY_MS);
    expect(warning).toEqual({ level: 'warn', message: expect.stringContaining('20 days'), fields });
    const [alarm] = await linesAt(29 * DAY_MS);
    expect(alarm).toEqual({ level: 'error', message: expect.stringContaining('npm run resolve'), fields });
  });

  it('matters of a parked one just as much', async () => {
    expect((await linesAt(20 * DAY_MS, 'parked')).map(({ level }) => level)).toEqual(['warn']);
    const [alarm] = await linesAt(29 * DAY_MS, 'parked');
    expect(alarm).toMatchObject({ level: 'error', fields: { state: 'parked' } });
  });

  it.each(['paid', 'closed'] as const)('does not matter once it is %s', async (state) => {
    expect(await linesAt(29 * DAY_MS, state)).toEqual([]);
  });
});

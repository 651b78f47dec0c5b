import type { Contract, Sent } from './harness';
import { errorsOf } from './log-lines';
import { DAY_MS, MINUTE_MS, type ShiftedContract, startShiftedContract } from './shifted-time';

let shifted: ShiftedContract;
let contract: Contract;

/** A packet that WeChat has paid with its answer lost, and then refuses with this code when it is sent again. */
async function paidButRefused(replay: 'SEND_FAILED' | 'NOTENOUGH'): Promise<Sent> {
  await contract.sandbox.settings({ replay });
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'reset', when: 'after' } });
  const sent = await contract.send();
  expect(sent.data).toMatchObject({ outcome: 'open', err_code: replay });
  expect(await tally(sent)).toEqual({ sends: 2, paidFen: [188] });
  return sent;
}

/** What was sent of a number so far, and what was paid. */
async function tally({ data }: Sent): Promise<{ sends: number; paidFen: number[] }> {
  const mch_billno = String(data.mch_billno);
  const sends = (await contract.sandbox.sends(mch_billno)).length;
  return { sends, paidFen: await contract.sandbox.paidFen(mch_billno) };
}

let open: Sent;
let parked: Sent;

beforeAll(async () => {
  shifted = await startShiftedContract();
  contract = shifted.contract;
  // Queries show what was paid only an hour later: so a record of a payment seems unpaid.
  await contract.sandbox.settings({ queryLagMs: 60 * MINUTE_MS });
  parked = await paidButRefused('NOTENOUGH');
  await shifted.pass(11 * MINUTE_MS);
  expect((await contract.recover()).data).toMatchObject({ examined: 1, parked: 1 });
  open = await paidButRefused('SEND_FAILED');
  await shifted.pass(31 * DAY_MS);
});
afterAll(() => shifted.close());

// WeChat answers queries for 30 days: from day 29 on, "no such order" says nothing of what was paid. In this order.
describe('31 days after the claim', () => {
  it('recovery leaves an open record open and a parked one parked, with an error for each', async () => {
    expect((await contract.recover()).data).toEqual({ examined: 2, paid: 0, refused: 0, parked: 1, open: 1 });
    expect(await errorsOf(contract, String(open.data.id))).toEqual([
      ...['recovery stopped sending', 'record unresolved'],
    ]);
    expect(await errorsOf(contract, String(parked.data.id))).toEqual(['record unresolved']);
  });

  it('a repeat of the key sends nothing, and answers open of the one and retry of the other', async () => {
    const ofOpen = await contract.send({ idempotency_key: open.key });
    expect(ofOpen.data).toMatchObject({
      outcome: 'open',
      id: open.data.id,
      mch_billno: open.data.mch_billno,
    });
    const ofParked = await contract.send({ idempotency_key: parked.key });
    expect(ofParked.data).toMatchObject({ outcome: 'retry', id: parked.data.id });
    for (const sent of [open, parked]) expect(await tally(sent)).toEqual({ sends: 2, paidFen: [188] });
  });

  it('a status query says that WeChat knows no such order, with the same outcome', async () => {
    for (const [{ data }, outcome] of [
      [open, 'open'],
      [parked, 'retry'],
    ] as const) {
      const asked = await contract.invoke('getRedPackStatus', { id: data.id });
      expect(asked).toMatchObject({ status: 200, data: { err_code: 'NOT_FOUND', outcome } });
    }
  });

  it('each of these met the record, and said so with an error', async () => {
    for (const { data } of [open, parked]) {
      const errors = await errorsOf(contract, String(data.id));
      expect(errors.filter((message) => message === 'record unresolved')).toHaveLength(3);
    }
  });

  it('another pass tells the same', async () => {
    expect((await contract.recover()).data).toMatchObject({ examined: 2, parked: 1, open: 1 });
    expect((await contract.recover({})).data).toMatchObject({ examined: 0 });
  });
});

import type { Contract, Sent } from './harness';
import { errorsOf } from './log-lines';
import { newKey, OPENID } from './packets';
import { takenBy } from './query-answers';
import { DAY_MS, MINUTE_MS, type ShiftedContract, startShiftedContract } from './shifted-time';

const STRANGER = 'oSomebodyElse00000000000000Z';

let shifted: ShiftedContract;
let contract: Contract;
beforeAll(async () => {
  shifted = await startShiftedContract();
  contract = shifted.contract;
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => shifted.close());

/**
 * A key whose number holds another's order at WeChat, of the same amount and opened by that other: paid under the same
 * number, its record gone, as a second stack with our ID_NAMESPACE would leave it.
 */
async function takenKey(): Promise<{ key: string; mch_billno: string }> {
  const idempotency_key = newKey();
  const { id, mch_billno } = await contract.pay({ idempotency_key, re_openid: STRANGER });
  await contract.sandbox.open(mch_billno);
  await contract.items.delete(id);
  return { key: idempotency_key, mch_billno };
}

/** Our own packet under that key, whose first send is lost before it takes effect. */
async function sendUnder(key: string): Promise<Sent> {
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'reset' } });
  return contract.send({ idempotency_key: key });
}

async function callsOf(mch_billno: string): Promise<string[]> {
  return (await contract.sandbox.requests(mch_billno)).map(({ call, answer }) => `${call} ${answer}`);
}

async function expectOpen(sent: Sent): Promise<void> {
  expect(sent.data).toMatchObject({ outcome: 'open', idempotency_key: sent.key });
  expect(await contract.record(sent.key)).toMatchObject({ re_openid: OPENID, result: null, status: null });
}

describe('an order of a stranger under our number', () => {
  let sent: Sent;
  let mch_billno: string;
  beforeAll(async () => {
    const taken = await takenKey();
    mch_billno = taken.mch_billno;
    sent = await sendUnder(taken.key);
  });

  it('is never taken for ours: WeChat compares the openid of one more send, and the outcome stays open', async () => {
    await expectOpen(sent);
    expect(sent.data).toMatchObject({ err_code: 'FATAL_ERROR', mch_billno });
    expect(await callsOf(mch_billno)).toEqual([
      'sendredpack SUCCESS',
      'sendredpack reset',
      'gethbinfo SUCCESS',
      'sendredpack FATAL_ERROR',
      'gethbinfo SUCCESS',
    ]);
  });

  it('is not shown by a status query, by recovery or to a repeat, and none of them sends', async () => {
    const asked = await contract.invoke('getRedPackStatus', { mch_billno });
    expect(asked).toMatchObject({ status: 200, data: { outcome: 'open', err_code: 'FATAL_ERROR' } });
    expect(JSON.stringify(asked)).not.toContain(STRANGER);
    await shifted.pass(11 * MINUTE_MS);
    expect((await contract.recover()).data).toMatchObject({ examined: 1, open: 1 });
    await expectOpen({ ...sent, ...(await contract.send({ idempotency_key: sent.key })) });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(3);
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
  });

  it('is an error each time, for a person', async () => {
    const errors = await errorsOf(contract, String(sent.data.id));
    expect(new Set(errors)).toEqual(new Set(['WeChat Pay contradicts the record']));
    expect(errors.length).toBeGreaterThanOrEqual(4);
  });

  it('leaves the record open when WeChat has forgotten it, until a person decides', async () => {
    await shifted.pass(31 * DAY_MS);
    expect((await contract.recover()).data).toMatchObject({ examined: 1, refused: 0, open: 1 });
    await expectOpen({ ...sent, ...(await contract.send({ idempotency_key: sent.key })) });
    const resolve = { id: sent.data.id, outcome: 'refused', note: 'another shop has this number' };
    expect((await contract.recover({ resolve })).data).toEqual({
      ...{ id: sent.data.id, mch_billno, outcome: 'refused', by: 'person' },
    });
    expect((await contract.send({ idempotency_key: sent.key })).data).toMatchObject({ outcome: 'refused' });
  });
});

describe('an order of a stranger that is older than our claim', () => {
  it('is not even compared: nothing more is sent, and the outcome stays open', async () => {
    const { key, mch_billno } = await takenKey();
    await shifted.pass(10 * MINUTE_MS);
    const sent = await sendUnder(key);
    await expectOpen(sent);
    expect(await callsOf(mch_billno)).toEqual([
      'sendredpack SUCCESS',
      'sendredpack reset',
      'gethbinfo SUCCESS',
    ]);
    expect(await errorsOf(contract, String(sent.data.id))).toEqual(['WeChat Pay contradicts the record']);
  });
});

describe('an order of a stranger that nobody has opened', () => {
  it('is told apart by the first send that arrives: its openid differs', async () => {
    const idempotency_key = newKey();
    const { id, mch_billno } = await contract.pay({ idempotency_key, re_openid: STRANGER });
    await contract.items.delete(id);
    const sent = await contract.send({ idempotency_key });
    await expectOpen(sent);
    expect(sent.data).toMatchObject({ err_code: 'FATAL_ERROR' });
    expect((await contract.recover()).data).toMatchObject({ refused: 0, paid: 0 });
    await expectOpen({ ...sent, ...(await contract.send({ idempotency_key })) });
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
  });
});

describe('a number that WeChat calls another’s and then knows no more', () => {
  it('stays open, and is not sent again by a repeat or by recovery', async () => {
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'answer', err_code: 'FATAL_ERROR', err_code_des: '说明 FATAL_ERROR' },
    });
    const sent = await contract.send();
    await expectOpen(sent);
    expect(sent.data).toMatchObject({ err_code: 'FATAL_ERROR', err_code_des: '说明 FATAL_ERROR' });
    await expectOpen({ ...sent, ...(await contract.send({ idempotency_key: sent.key })) });
    await shifted.pass(11 * MINUTE_MS);
    expect((await contract.recover()).data).toMatchObject({ paid: 0, refused: 0, parked: 0 });
    const sentOnce = ['sendredpack FATAL_ERROR', ...Array(3).fill('gethbinfo NOT_FOUND')];
    expect(await callsOf(String(sent.data.mch_billno))).toEqual(sentOnce);
    expect(await contract.record(sent.key)).toMatchObject({ result: null });
  });
});

describe('our own order, whose recipient WeChat names by another openid', () => {
  it('is sent once more for WeChat to compare, and is paid by its answer, once', async () => {
    await contract.sandbox.fault(
      { call: 'send', fault: { kind: 'reset', when: 'after' } },
      { call: 'gethbinfo', fault: { kind: 'reset' } },
    );
    const { key, data } = await contract.send();
    expect(data).toMatchObject({ outcome: 'open' });
    const mch_billno = String(data.mch_billno);
    const fault = takenBy(STRANGER, await contract.sandbox.order(mch_billno));
    await contract.sandbox.fault({ call: 'gethbinfo', mch_billno, times: 'always', fault });
    const again = await contract.send({ idempotency_key: key });
    expect(again.data).toMatchObject({ return_code: 'SUCCESS', mch_billno });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(2);
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
    const asked = await contract.invoke('getRedPackStatus', { mch_billno });
    expect(asked.data).toMatchObject({ status: 'RECEIVED', hblist: [{ openid: STRANGER }] });
    expect(await contract.record(key)).toMatchObject({ status: 'RECEIVED' });
    expect(await errorsOf(contract, String(data.id))).toEqual([]);
  });
});

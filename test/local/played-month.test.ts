import { type Contract, must, type Sent, startContract } from '../contract/harness';
import { errorsOf } from '../contract/log-lines';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Shorter than deployed, so that a lost response leaves no time to ask for it: the outcome stays open. */
const SEND_TIMEOUT_S = 6;

let contract: Contract;
let startedAtS: number;
/** Paid, its response lost. */
let lost: Sent;
/** Paid, and never opened by its recipient. */
let unopened: { id: string; key: string; mch_billno: string };
/** Not paid, its response lost as well: to the function no different from the other. */
let missing: Sent;

async function advance(ms: number): Promise<void> {
  await contract.sandbox.call('POST', '/clock', { advanceMs: ms });
}

/**
 * A send to which WeChat does not respond; it has paid if `when` is `after`. Resolves once it has arrived there, with the
 * outcome that is still to come.
 */
async function sendUnanswered(when: 'before' | 'after'): Promise<{ sending: Promise<Sent> }> {
  const [id] = await contract.sandbox.fault({ call: 'send', fault: { kind: 'timeout', when } });
  const sending = contract.send();
  await contract.sandbox.hitBy(must(id, 'fault id'));
  return { sending };
}

beforeAll(async () => {
  contract = await startContract({ sendTimeoutS: SEND_TIMEOUT_S });
  startedAtS = Date.now() / 1000;
  unopened = await contract.pay();
  const first = await sendUnanswered('after');
  const second = await sendUnanswered('before');
  [lost, missing] = await Promise.all([first.sending, second.sending]);
});
afterAll(() => contract.close());

/** In this order: time only goes forward. Nothing but `POST /clock` of the sandbox moves it. */
describe('a month played on the local stack, with the functions as built', () => {
  it('begins with two sends whose responses are lost: open, both of them', () => {
    for (const { data } of [lost, missing]) expect(data).toMatchObject({ outcome: 'open' });
  });

  it('25 hours later, a pass of recovery finds the one that was paid, and stores it at the moved time', async () => {
    await advance(25 * HOUR_MS);
    expect((await contract.recover({})).data).toMatchObject({ examined: 2, paid: 1, open: 1 });
    const record = await contract.record(lost.key);
    expect(record).toMatchObject({ result: { return_code: 'SUCCESS', mch_billno: lost.data.mch_billno } });
    const passedH = (Number(record.updated_at) - startedAtS) / 3_600;
    expect(passedH).toBeGreaterThan(24.9);
    expect(passedH).toBeLessThan(25.2);
    expect(await contract.sandbox.sends(String(lost.data.mch_billno))).toHaveLength(1);
  });

  it('by then, the packet that nobody opened has gone back', async () => {
    const { data } = await contract.invoke('getRedPackStatus', { id: unopened.id });
    expect(data).toMatchObject({ status: 'REFUND', refund_amount: '188' });
    expect(await contract.record(unopened.key)).toMatchObject({ status: 'REFUND' });
  });

  it('29 days after the send that was not paid, its record is unresolved, and it was not sent again', async () => {
    await advance(28 * DAY_MS);
    expect((await contract.recover({})).data).toMatchObject({ examined: 1, open: 1 });
    const { id, mch_billno } = missing.data;
    expect(await errorsOf(contract, String(id))).toContain('record unresolved');
    expect(await contract.sandbox.sends(String(mch_billno))).toHaveLength(1);
  });

  it('did all that without a function that took its clock for wrong', async () => {
    expect(await contract.logs()).not.toContain('host clock is wrong');
  });
});

import { type Contract, must, type Sent, startContract } from './harness';
import { OPEN_FAULTS, type OpenFault } from './open-faults';
import { newKey } from './packets';

interface Story {
  readonly open: Sent;
  readonly record: Record<string, unknown>;
  readonly repeat: Sent;
  readonly paidFen: readonly number[];
}

let contract: Contract;
const stories = new Map<string, Promise<Story>>();

/**
 * Sends into the fault; the query that would tell the attempt more is refused, so that the outcome stays open.
 * Resolves when the fault has hit, with the answer that is still to come.
 */
async function sendInto({ fault }: OpenFault): Promise<{ answer: Promise<Sent> }> {
  const idempotency_key = newKey();
  const mch_billno = contract.numberOf(idempotency_key);
  const refusal = { kind: 'answer', err_code: 'FREQ_LIMIT' } as const;
  // After a timeout no time is left to ask; the refusal would wait for the repeat.
  if (fault.kind !== 'timeout')
    await contract.sandbox.fault({ call: 'gethbinfo', mch_billno, fault: refusal });
  const [id] = await contract.sandbox.fault({ call: 'send', mch_billno, fault });
  const answer = contract.send({ idempotency_key });
  await contract.sandbox.hitBy(must(id, 'fault id'));
  return { answer };
}

async function tell(answer: Promise<Sent>): Promise<Story> {
  const open = await answer;
  const record = await contract.record(open.key);
  const repeat = await contract.send({ idempotency_key: open.key });
  const paidFen = await contract.sandbox.paidFen(String(open.data.mch_billno));
  return { open, record, repeat, paidFen };
}

/** Repeats begin when every fault has hit its own packet: a resend would take a fault meant for another. */
async function runAll(): Promise<void> {
  const answers: [string, Promise<Sent>][] = [];
  for (const [name, fault] of OPEN_FAULTS) answers.push([name, (await sendInto(fault)).answer]);
  for (const [name, answer] of answers) stories.set(name, tell(answer));
  await Promise.all(stories.values());
}

beforeAll(async () => {
  contract = await startContract({ maxContainers: 10, sendTimeoutS: 12 });
  await contract.sandbox.settings({ signAnswers: true });
  await runAll();
});
afterAll(() => contract.close());

function story(name: string): Promise<Story> {
  return must(stories.get(name), name);
}

describe.each(OPEN_FAULTS)('a send that meets %s', (name, { code, isMute }) => {
  it('is open: not paid, not refused, and the answer says what may be done', async () => {
    const { open } = await story(name);
    expect(open).toMatchObject({ status: 200, data: { outcome: 'open' } });
    expect(Object.keys(open.data).sort()).toEqual(
      ['err_code', 'err_code_des', 'id', 'idempotency_key', 'mch_billno', 'outcome'].sort(),
    );
    const { err_code, err_code_des, id, mch_billno, idempotency_key } = open.data;
    expect(err_code).toMatch(code === undefined ? /^\w+$/ : new RegExp(`^${code}$`));
    expect(err_code_des).toMatch(code === undefined ? /./ : new RegExp(`^说明 ${code}$`));
    expect(mch_billno).toMatch(/^[0-9a-zA-Z]{28}$/);
    expect(id).toBe(String(mch_billno).slice(0, 24));
    expect(idempotency_key).toBe(open.key);
  });

  it('has a record without a result, that keeps what WeChat answered', async () => {
    const { open, record } = await story(name);
    expect(record).toMatchObject({ id: open.data.id, result: null, status: null, total_amount: 1.88 });
    if (isMute) expect(record.raw_result).toBeNull();
    else expect(record.raw_result).toEqual(expect.any(String));
  });

  it('is paid once when it is repeated with its key, under the same number', async () => {
    const { open, repeat, paidFen } = await story(name);
    expect(repeat.data).toEqual({
      return_code: 'SUCCESS',
      mch_billno: open.data.mch_billno,
      send_listid: expect.stringMatching(/^\d{31}$/),
    });
    expect(paidFen).toEqual([188]);
    expect((await contract.record(open.key)).result).toEqual(repeat.data);
  });
});

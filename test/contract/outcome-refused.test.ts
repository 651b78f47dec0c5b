import { type Contract, must, type Sent, startContract } from './harness';
import { packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

async function sendInto(err_code: string): Promise<Sent> {
  await contract.sandbox.fault({
    call: 'send',
    fault: { kind: 'answer', err_code, err_code_des: `说明 ${err_code}` },
  });
  const sent = await contract.send();
  await contract.sandbox.clearFaults();
  return sent;
}

/** Codes that close a number. WeChat may say each of them of a number that it has paid, too. */
const CLOSING = [
  ...['SEND_FAILED', 'PARAM_ERROR', 'OPENID_ERROR', 'ILLEGAL_APPID', 'MSGAPPID_ERROR', 'ACCEPTMODE_ERROR'],
  ...['MONEY_LIMIT', 'XML_ERROR'],
];

describe.each(CLOSING)('a send that WeChat refuses with %s', (code) => {
  it('is refused for good once a query shows no order: a repeat is told so without asking WeChat', async () => {
    const { status, data, key } = await sendInto(code);
    expect(status).toBe(200);
    expect(data).toEqual({
      ...{ err_code: code, err_code_des: `说明 ${code}`, outcome: 'refused', idempotency_key: key },
      ...{ id: expect.stringMatching(/^[0-9a-f]{24}$/), mch_billno: expect.stringMatching(/^\w{28}$/) },
    });
    const { result, raw_result, status: word } = await contract.record(key);
    expect({ result, word }).toEqual({
      result: { err_code: code, err_code_des: `说明 ${code}` },
      word: null,
    });
    expect(raw_result).toContain(code);
    expect(await contract.send({ idempotency_key: key })).toEqual({ status, data, key });
    const requests = await contract.sandbox.requests(String(data.mch_billno));
    expect(requests.map(({ call }) => call)).toEqual(['sendredpack', 'gethbinfo']);
  });
});

const PARKING = [
  ...['NOTENOUGH', 'SENDNUM_LIMIT', 'RCVDAMOUNT_LIMIT', 'SENDAMOUNT_LIMIT', 'NO_AUTH', 'SIGN_ERROR'],
  ...['CA_ERROR', 'API_METHOD_CLOSED', 'PAYER_ACCOUNT_ABNORMAL'],
];

describe('a send that WeChat refuses with', () => {
  const stories = new Map<string, { parked: Sent; repeat: Sent }>();
  beforeAll(async () => {
    const parked: Sent[] = [];
    for (const code of PARKING) parked.push(await sendInto(code));
    const repeats = await Promise.all(parked.map(({ key }) => contract.send({ idempotency_key: key })));
    for (const [index, code] of PARKING.entries()) {
      stories.set(code, {
        parked: must(parked[index], code),
        repeat: must(repeats[index], code),
      });
    }
  });

  it.each(PARKING)('%s may be retried: the same key pays, under the same number', async (code) => {
    const { parked, repeat } = must(stories.get(code), code);
    expect(parked.data).toMatchObject({ err_code: code, err_code_des: `说明 ${code}`, outcome: 'retry' });
    const mch_billno = String(parked.data.mch_billno);
    expect(repeat.data).toMatchObject({ return_code: 'SUCCESS', mch_billno });
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
  });
});

describe('an appid that the merchant does not have', () => {
  it('has its query refused as its send: nothing is proved, and the same key pays once it is bound', async () => {
    const official_account_id = contract.secrets.newAppid();
    await contract.secrets.put(official_account_id, contract.secrets.content());
    const { key, data } = await contract.send({ official_account_id });
    expect(data).toMatchObject({ err_code: 'PARAM_ERROR', outcome: 'retry' });
    await contract.sandbox.addAppid(official_account_id);
    const { data: paid } = await contract.send({ official_account_id, idempotency_key: key });
    expect(paid).toMatchObject({ return_code: 'SUCCESS', mch_billno: data.mch_billno });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
  });
});

describe('an empty account', () => {
  it('parks a send; after a top-up the same key pays under the same number', async () => {
    await contract.sandbox.balance(100);
    const { key, data } = await contract.send();
    expect(data).toMatchObject({ err_code: 'NOTENOUGH', outcome: 'retry', idempotency_key: key });
    expect(await contract.record(key)).toMatchObject({ result: { err_code: 'NOTENOUGH' } });
    const still = await contract.send({ idempotency_key: key });
    expect(still.data).toMatchObject({
      err_code: 'NOTENOUGH',
      outcome: 'retry',
      mch_billno: data.mch_billno,
    });
    await contract.sandbox.topUp(10_000);
    const paid = await contract.send({ idempotency_key: key });
    expect(paid.data).toMatchObject({ return_code: 'SUCCESS', mch_billno: data.mch_billno });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
    await contract.sandbox.balance(100_000_000);
  });

  it('and its order that WeChat has closed meanwhile: the key is refused', async () => {
    await contract.sandbox.balance(100);
    await contract.sandbox.settings({ parkedLifeMs: 1000 });
    const { key, data } = await contract.send();
    await contract.sandbox.call('POST', '/clock', { advanceMs: 2000 });
    await contract.sandbox.balance(100_000_000);
    const { data: after } = await contract.send({ idempotency_key: key });
    expect(after).toMatchObject({ outcome: 'refused', mch_billno: data.mch_billno });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([]);
  });
});

describe('fission packets switched off at WeChat', () => {
  it('are told as WeChat says it', async () => {
    await contract.sandbox.settings({ groupOpen: false });
    const { data } = await contract.send({ type: 'fission', total_amount: 6, total_num: 3 });
    expect(data).toMatchObject({ err_code: 'API_METHOD_CLOSED', outcome: 'retry' });
    await contract.sandbox.settings({ groupOpen: true });
  });
});

describe('a repeat of what is at its end', () => {
  it.each(['paid', 'refused'])('and %s is answered without the secret and without WeChat', async (end) => {
    const official_account_id = contract.secrets.newAppid();
    await contract.secrets.put(official_account_id, contract.secrets.content());
    await contract.sandbox.addAppid(official_account_id);
    if (end === 'refused')
      await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'OPENID_ERROR' } });
    const event = packet({ official_account_id });
    const first = await contract.invoke('sendRedPack', event);
    expect(first.data).toMatchObject(end === 'paid' ? { return_code: 'SUCCESS' } : { outcome: 'refused' });
    await contract.secrets.delete(official_account_id);
    await contract.coldStart();
    contract.backends.weChatPay.shut();
    expect(await contract.invoke('sendRedPack', event)).toEqual(first);
    contract.backends.secretsManager.shut();
    await contract.coldStart();
    expect(await contract.invoke('sendRedPack', event)).toEqual(first);
    contract.backends.weChatPay.reopen();
    contract.backends.secretsManager.reopen();
  });
});

import { type Contract, startContract } from './harness';
import { APPID, FISSION, NORMAL, OPENID } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => contract.close());

const nowS = (): number => Date.now() / 1000;

/** Between two moments of this machine, in whole seconds. */
function expectWithin(time: unknown, fromS: number): void {
  expect(Number.isInteger(time)).toBe(true);
  expect(time).toBeGreaterThanOrEqual(Math.floor(fromS));
  expect(time).toBeLessThanOrEqual(Math.ceil(nowS()));
}

describe('a record', () => {
  it('of a paid normal packet has exactly the contract’s keys, absent options as null', async () => {
    const fromS = nowS();
    const { key, mch_billno, data } = await contract.pay();
    const record = await contract.record(key);
    expect(record).toEqual({
      ...{ act_name: NORMAL.act_name, amt_type: null, created_at: expect.any(Number) },
      ...{ id: mch_billno.slice(0, 24), mch_billno, miniapp_id: contract.stack.env.MINIAPP_ID },
      ...{ official_account_id: APPID, raw_result: expect.any(String), re_openid: OPENID },
      ...{ remark: NORMAL.remark, result: data, risk_info: null, scene_id: null },
      ...{ send_name: NORMAL.send_name, status: null, total_amount: 1.88, total_num: 1, type: 'normal' },
      ...{ updated_at: expect.any(Number), wishing: NORMAL.wishing },
    });
    expect(record.id).toMatch(/^[0-9a-f]{24}$/);
    expectWithin(record.created_at, fromS);
    expectWithin(record.updated_at, fromS);
  });

  it('of a fission packet has amt_type ALL_RAND, and the options that were given', async () => {
    const options = { scene_id: 'PRODUCT_4', risk_info: 'posttime%3d1' };
    const { key } = await contract.pay({ ...FISSION, ...options });
    const { total_amount, total_num, type } = FISSION;
    expect(await contract.record(key)).toMatchObject({
      ...{ amt_type: 'ALL_RAND', total_amount, total_num, type },
      ...options,
    });
  });

  it('when paid keeps WeChat’s answer and its three words of it', async () => {
    const { key, mch_billno, data } = await contract.pay();
    const { result, raw_result } = await contract.record(key);
    expect(result).toEqual({
      return_code: 'SUCCESS',
      mch_billno,
      send_listid: expect.stringMatching(/^\d{31}$/),
    });
    expect(result).toEqual(data);
    expect(raw_result).toMatch(/^<xml>[\s\S]*<\/xml>\s*$/);
    expect(raw_result).toContain(String(data.send_listid));
  });

  it.each(['answerStyle', 'signAnswers'])(
    'is paid in the other style of WeChat’s answers too (%s)',
    async (style) => {
      await contract.sandbox.settings(
        style === 'signAnswers' ? { signAnswers: true } : { answerStyle: 'documented' },
      );
      const { key, data } = await contract.pay();
      expect((await contract.record(key)).result).toEqual(data);
      await contract.sandbox.settings({ signAnswers: false, answerStyle: 'live' });
    },
  );

  it.each([
    ['refused', 'MONEY_LIMIT'],
    ['parked', 'NOTENOUGH'],
  ])('when %s has WeChat’s code and text for its result', async (_, err_code) => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code, err_code_des: '原因' } });
    const { key } = await contract.send();
    expect((await contract.record(key)).result).toEqual({ err_code, err_code_des: '原因' });
  });

  it('when open has no result, and keeps its answer once it has one', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'reset' } });
    await contract.sandbox.fault({ call: 'gethbinfo', fault: { kind: 'fail' } });
    const { key } = await contract.send();
    const { result, raw_result, status } = await contract.record(key);
    expect({ result, raw_result, status }).toEqual({ result: null, raw_result: null, status: null });
  });

  it('holds WeChat’s word from the latest query, and null before the first', async () => {
    const { key, id, mch_billno } = await contract.pay();
    const words: unknown[] = [(await contract.record(key)).status];
    const ask = async (): Promise<void> => {
      await contract.invoke('getRedPackStatus', { id });
      words.push((await contract.record(key)).status);
    };
    await ask();
    await contract.sandbox.refund(mch_billno, false);
    await ask();
    await contract.sandbox.refund(mch_billno, true);
    await ask();
    expect(words).toEqual([null, 'SENT', 'RFUND_ING', 'REFUND']);
  });

  it('is updated later than it was created, and created once', async () => {
    const { key, id, mch_billno } = await contract.pay();
    const before = await contract.record(key);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await contract.sandbox.open(mch_billno);
    await contract.invoke('getRedPackStatus', { id });
    const after = await contract.record(key);
    expect(after).toEqual({ ...before, status: 'RECEIVED', updated_at: expect.any(Number) });
    expect(Number(after.updated_at)).toBeGreaterThan(Number(before.updated_at));
  });
});

describe('getSentRedPack', () => {
  it('finds a record by its id and by its key, the same one', async () => {
    const { key, id } = await contract.pay();
    const byId = await contract.invoke('getSentRedPack', { id });
    expect(byId).toEqual(await contract.invoke('getSentRedPack', { idempotency_key: key }));
    expect(byId).toMatchObject({ status: 200, data: { id } });
    expect(byId.data).not.toHaveProperty('pk');
  });

  it.each([
    ['unknown', 'a'.repeat(24)],
    ['of 25 characters, as in the page’s sample', 'i5c46d771b1b9de0ab5e3c4eed'],
    ['of another form', '5C46D771B1B9DE0AB5E3C4EE'],
    ['of a budget counter', `budget#1#${APPID}`],
    ['empty', ''],
  ])('answers 404 to an id that is %s', async (_, id) => {
    expect(await contract.invoke('getSentRedPack', { id })).toEqual({
      status: 404,
      data: { error_msg: expect.any(String) },
    });
  });

  it('answers 404 to an order number that was never used', async () => {
    expect((await contract.invoke('getSentRedPack', { mch_billno: 'a'.repeat(28) })).status).toBe(404);
  });

  it('answers 404 to a key that was never used', async () => {
    expect((await contract.invoke('getSentRedPack', { idempotency_key: 'never' })).status).toBe(404);
  });

  it.each([
    [{}],
    [{ id: null }],
    [{ id: 1 }],
    [{ id: ['a'.repeat(24)] }],
    [{ idempotency_key: null }],
    [{ idempotency_key: '' }],
    [{ idempotency_key: 5 }],
    [{ id: 'a'.repeat(24), idempotency_key: 'k' }],
    [{ id: 'a'.repeat(24), mch_billno: 'a'.repeat(28) }],
    [{ id: 'a'.repeat(24), limit: 1 }],
  ])('answers 400 to %j, before any backend is asked', async (event) => {
    const before = contract.touched();
    const { status, data } = await contract.invoke('getSentRedPack', event);
    expect({ status, data }).toEqual({ status: 400, data: { error_msg: expect.any(String) } });
    const [name] = Object.keys(event).filter((one) => one !== 'id' || Object.keys(event).length === 1);
    expect(data.error_msg).toContain(name ?? 'id');
    expect(contract.touched() - before).toBe(0);
  });
});

import { type Contract, startContract } from './harness';
import { FISSION, OPENID } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => contract.close());

type Data = Record<string, unknown>;

function ask(event: object): Promise<{ status: number; data: Data }> {
  return contract.invoke('getRedPackStatus', event);
}

describe('getRedPackStatus', () => {
  it('finds a packet by id, by order number and by key, and answers the same', async () => {
    const { key, id, mch_billno } = await contract.pay();
    const answer = await ask({ id });
    expect(answer.status).toBe(200);
    expect(await ask({ mch_billno })).toEqual(answer);
    expect(await ask({ idempotency_key: key })).toEqual(answer);
  });

  it('answers what WeChat says, flat, every value a string and amounts in fen', async () => {
    const { id, mch_billno, data } = await contract.pay();
    const answer = await ask({ id });
    expect(answer.data).toEqual({
      ...{ return_code: 'SUCCESS', return_msg: 'OK', result_code: 'SUCCESS', err_code: 'SUCCESS' },
      ...{ err_code_des: 'OK', mch_billno, mch_id: contract.account.mchId, detail_id: data.send_listid },
      ...{ status: 'SENT', send_type: 'API', hb_type: 'NORMAL', total_num: '1', total_amount: '188' },
      send_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
  });

  it('has the one recipient of a normal packet in an hblist, which is an array', async () => {
    const { id, mch_billno } = await contract.pay();
    await contract.sandbox.open(mch_billno);
    const { data } = await ask({ id });
    expect(data).toMatchObject({ status: 'RECEIVED' });
    expect(data.hblist).toEqual([
      { openid: OPENID, amount: '188', rcv_time: expect.stringMatching(/^\d{4}-\d\d-\d\d /) },
    ]);
  });

  it('has several recipients of a fission packet in it, whose amounts add up', async () => {
    const { id, mch_billno } = await contract.pay({ ...FISSION, total_amount: 9.99, total_num: 4 });
    await contract.sandbox.open(mch_billno);
    const { data } = await ask({ id });
    const recipients = data.hblist as { openid: string; amount: string; rcv_time: string }[];
    expect(data).toMatchObject({ hb_type: 'GROUP', total_num: '4', total_amount: '999' });
    expect(recipients).toHaveLength(4);
    for (const recipient of recipients) {
      expect(Object.keys(recipient).sort()).toEqual(['amount', 'openid', 'rcv_time']);
      expect(Object.values(recipient).every((value) => typeof value === 'string')).toBe(true);
    }
    expect(recipients.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(999);
  });

  it('has an array of one when one of several shares is taken, whatever else WeChat says of the recipient', async () => {
    await contract.sandbox.settings({ takerStatus: true });
    const { id, mch_billno } = await contract.pay({ ...FISSION });
    await contract.sandbox.open(mch_billno, 'oTakerOne00000000000000000T1');
    const { data } = await ask({ id });
    expect(data.hblist).toEqual([
      { openid: 'oTakerOne00000000000000000T1', amount: expect.any(String), rcv_time: expect.any(String) },
    ]);
    await contract.sandbox.settings({ takerStatus: false });
  });

  it('has no hblist where WeChat gives none', async () => {
    await contract.sandbox.settings({ hblist: 'never' });
    const { id, mch_billno } = await contract.pay();
    await contract.sandbox.open(mch_billno);
    const { data } = await ask({ id });
    expect(data).toMatchObject({ status: 'RECEIVED' });
    expect(data).not.toHaveProperty('hblist');
    await contract.sandbox.settings({ hblist: 'always' });
  });

  it('is answered in the style of WeChat’s documents too', async () => {
    await contract.sandbox.settings({ answerStyle: 'documented' });
    const { id } = await contract.pay();
    const { data } = await ask({ id });
    expect(data).toMatchObject({ status: 'SENT', total_amount: '188', act_name: '新年红包' });
    expect(Object.values(data).every((value) => typeof value === 'string')).toBe(true);
    await contract.sandbox.settings({ answerStyle: 'live' });
  });

  it('tells the refund: word, time and amount', async () => {
    const { id, mch_billno } = await contract.pay();
    await contract.sandbox.refund(mch_billno, true);
    expect((await ask({ id })).data).toMatchObject({ status: 'REFUND', refund_amount: '188' });
  });
});

describe('a query that WeChat refuses', () => {
  it.each(['FREQ_LIMIT', 'NO_AUTH', 'SYSTEMERROR', '268458547'])(
    'with %s is 200 with its code and the outcome',
    async (err_code) => {
      const { key, id, mch_billno } = await contract.pay();
      await contract.sandbox.fault({
        call: 'gethbinfo',
        fault: { kind: 'answer', err_code, err_code_des: '说明' },
      });
      expect(await ask({ id })).toEqual({
        status: 200,
        data: {
          err_code,
          err_code_des: '说明',
          outcome: expect.any(String),
          id,
          mch_billno,
          idempotency_key: key,
        },
      });
    },
  );

  it.each([
    ['answers late', { kind: 'reset' }],
    ['answers with a page', { kind: 'status', status: 502 }],
  ] as const)('or that %s leaves the record as it is', async (_, fault) => {
    const { key, id } = await contract.pay();
    const record = await contract.record(key);
    await contract.sandbox.fault({ call: 'gethbinfo', fault });
    const { status, data } = await ask({ id });
    expect(status).toBe(200);
    expect(data).toMatchObject({ err_code: expect.any(String), outcome: expect.any(String) });
    expect(data).not.toHaveProperty('return_code');
    expect(await contract.record(key)).toEqual(record);
  });

  it.each(['live', 'documented'] as const)(
    'because it knows no such order (%s) leaves an open record open',
    async (style) => {
      await contract.sandbox.settings({ notFoundStyle: style });
      const { key, data } = await contract.openPacket('before');
      const answer = await ask({ id: String(data.id) });
      const err_code = style === 'live' ? 'NOT_FOUND' : 'SYSTEMERROR';
      expect(answer).toMatchObject({ status: 200, data: { err_code, outcome: 'open' } });
      expect(await contract.record(key)).toMatchObject({ result: null, status: null });
      await contract.sandbox.settings({ notFoundStyle: 'live' });
    },
  );

  it('is told with the outcome retry for a parked packet, and refused for a refused one', async () => {
    for (const [err_code, outcome] of [
      ['NOTENOUGH', 'retry'],
      ['PARAM_ERROR', 'refused'],
    ] as const) {
      await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code } });
      const { data } = await contract.send();
      expect((await ask({ id: String(data.id) })).data).toMatchObject({ err_code: 'NOT_FOUND', outcome });
    }
  });
});

describe('a status query of an open packet', () => {
  it('records that it is paid, and sends nothing', async () => {
    const { key, data } = await contract.openPacket('after');
    const mch_billno = String(data.mch_billno);
    expect((await ask({ mch_billno })).data).toMatchObject({ status: 'SENT' });
    expect(await contract.record(key)).toMatchObject({
      status: 'SENT',
      result: { return_code: 'SUCCESS', mch_billno },
    });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
  });

  it('answers open and never sends, however often it is made', async () => {
    const { data } = await contract.openPacket('before');
    const mch_billno = String(data.mch_billno);
    for (let asked = 0; asked < 3; asked += 1)
      expect(await ask({ mch_billno })).toMatchObject({ status: 200, data: { outcome: 'open', mch_billno } });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([]);
  });

  it('records that it failed, with WeChat’s reason', async () => {
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'processing', forMs: 1000, ending: 'failed' },
    });
    const { key, data } = await contract.send();
    await contract.sandbox.call('POST', '/clock', { advanceMs: 2000 });
    expect((await ask({ id: String(data.id) })).data).toMatchObject({ status: 'FAILED' });
    expect(await contract.record(key)).toMatchObject({
      status: 'FAILED',
      result: { err_code: 'FAILED', err_code_des: expect.stringMatching(/./) },
    });
  });
});

describe('a packet that none is', () => {
  it.each([
    [{ id: 'a'.repeat(24) }],
    [{ id: 'i5c46d771b1b9de0ab5e3c4eed' }],
    [{ mch_billno: 'a'.repeat(28) }],
    [{ mch_billno: '0010010404201411170000046545' }],
    [{ mch_billno: 'short' }],
    [{ idempotency_key: 'never used' }],
  ])('(%j) is 404', async (event) => {
    expect(await ask(event)).toEqual({ status: 404, data: { error_msg: expect.any(String) } });
  });

  it('is an order number that differs in its last characters too', async () => {
    const { mch_billno } = await contract.pay();
    const other = mch_billno.slice(0, 27) + (mch_billno.endsWith('0') ? '1' : '0');
    expect((await ask({ mch_billno: other })).status).toBe(404);
  });

  it.each([
    [{}],
    [{ id: null }],
    [{ id: 7 }],
    [{ mch_billno: 7 }],
    [{ idempotency_key: '' }],
    [{ id: 'a'.repeat(24), mch_billno: 'a'.repeat(28) }],
    [{ id: 'a'.repeat(24), idempotency_key: 'k' }],
    [{ id: 'a'.repeat(24), limit: 1 }],
  ])('named by %j is 400, before any backend is asked', async (event) => {
    const before = contract.touched();
    expect(await ask(event)).toEqual({ status: 400, data: { error_msg: expect.any(String) } });
    expect(contract.touched() - before).toBe(0);
  });

  it.each([
    [{ settle: true }, 'settle'],
    [{ settle: true, all: true }, 'settle'],
    [{ all: true }, 'all'],
    [{ id: 'a'.repeat(24), settle: true }, 'settle'],
    [{ id: 'a'.repeat(24), all: true }, 'all'],
  ])('named beside what only recovery does (%j) is 400 by the name of that', async (event, name) => {
    const before = contract.touched();
    expect(await ask(event)).toEqual({
      ...{ status: 400, data: { error_msg: expect.stringContaining(`"${name}"`) } },
    });
    expect(contract.touched() - before).toBe(0);
  });
});

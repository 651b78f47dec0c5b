import { type Contract, must, startContract } from './harness';
import { fission, NORMAL, newKey, packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

async function payments(mch_billno: unknown): Promise<number> {
  return (await contract.sandbox.paidFen(String(mch_billno))).length;
}

describe('the same key and params', () => {
  it('get the same answer again, and WeChat is asked once', async () => {
    const event = packet();
    const first = await contract.invoke('sendRedPack', event);
    const again = await contract.invoke('sendRedPack', event);
    expect(first.data).toMatchObject({ return_code: 'SUCCESS' });
    expect(again).toEqual(first);
    expect(await contract.sandbox.requests(String(first.data.mch_billno))).toHaveLength(1);
  });

  it('are the same intent in whatever order they are written', async () => {
    const event = packet({ scene_id: 'PRODUCT_1' });
    const first = await contract.invoke('sendRedPack', event);
    const again = await contract.invoke('sendRedPack', Object.fromEntries(Object.entries(event).reverse()));
    expect(again).toEqual(first);
    expect(await payments(first.data.mch_billno)).toBe(1);
  });

  it('are the same intent whether an option is absent, null or empty', async () => {
    const event = packet();
    const first = await contract.invoke('sendRedPack', event);
    const options = { scene_id: null, risk_info: '', gateway_type: 'weixin_tenpay' };
    expect(await contract.invoke('sendRedPack', { ...event, ...options })).toEqual(first);
    expect(await payments(first.data.mch_billno)).toBe(1);
  });

  it('sent ten times at once are one payment, and all ten are told of it', async () => {
    const event = packet();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => contract.invoke('sendRedPack', event)),
    );
    const first = must(answers[0], 'the first answer');
    expect(first.data).toMatchObject({ return_code: 'SUCCESS' });
    for (const answer of answers) expect(answer).toEqual(first);
    expect(await payments(first.data.mch_billno)).toBe(1);
    expect(await contract.sandbox.sends(String(first.data.mch_billno))).toHaveLength(1);
  });

  it('sent ten times at once while WeChat is slow are one payment', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'slow', delayMs: 800, when: 'after' } });
    const event = packet();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => contract.invoke('sendRedPack', event)),
    );
    for (const { data } of answers) expect(data).toMatchObject({ return_code: 'SUCCESS' });
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(await payments(must(answers[0], 'an answer').data.mch_billno)).toBe(1);
  });

  it('always give the same number, whichever container answers', async () => {
    const { key, data } = await contract.pay();
    await contract.coldStart();
    expect((await contract.send({ idempotency_key: key })).data).toEqual(data);
  });
});

describe('the same key with another param', () => {
  const others = {
    type: 'fission',
    re_openid: 'oContractTest0000000000000B2',
    send_name: '别家',
    official_account_id: 'wxOther1',
    total_amount: 1.89,
    act_name: '另一活动',
    remark: '另一备注',
    wishing: '另一祝福',
    scene_id: 'PRODUCT_3',
    risk_info: 'posttime%3d1',
    gateway_type: 'weixin_tenpay_js',
  };

  beforeAll(async () => {
    await contract.secrets.put(others.official_account_id, contract.secrets.content());
    await contract.secrets.put(`${NORMAL.official_account_id}/weixin_tenpay_js`, contract.secrets.content());
  });

  it.each(Object.entries(others))(
    '(%s) is 400, names the param and not the stored value',
    async (name, other) => {
      const { key, mch_billno } = await contract.pay();
      const changes = name === 'type' ? fission() : { [name]: other };
      const { status, data } = await contract.send({ ...changes, idempotency_key: key });
      expect(status).toBe(400);
      expect(data.error_msg).toMatch(new RegExp(`\\b${name}\\b`));
      const stored = Object.entries(NORMAL).find(([param]) => param === name)?.[1];
      if (stored !== undefined && name !== 'type') expect(data.error_msg).not.toContain(String(stored));
      expect(await payments(mch_billno)).toBe(1);
    },
  );

  it('is 400 too while the first is still open', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PROCESSING' } });
    const { key, data } = await contract.send();
    expect(data.outcome).toBe('open');
    const other = await contract.send({ idempotency_key: key, total_amount: 2 });
    expect(other.status).toBe(400);
    expect(other.data.error_msg).toMatch(/total_amount/);
    expect(await payments(data.mch_billno)).toBe(0);
  });
});

describe('two keys', () => {
  it('are two payments, though all else is the same', async () => {
    const [one, two] = await Promise.all([contract.pay(), contract.pay()]);
    expect(one.mch_billno).not.toBe(two.mch_billno);
    expect((await payments(one.mch_billno)) + (await payments(two.mch_billno))).toBe(2);
  });
});

describe('a send without a key', () => {
  it('is an intent of its own each time, and logs a warning', async () => {
    const event = packet({ idempotency_key: undefined });
    const [one, two] = [
      await contract.invokeRaw('sendRedPack', event),
      await contract.invokeRaw('sendRedPack', event),
    ];
    const billnos = [one, two].map(
      ({ answer }) => (answer as { data: { mch_billno: string } }).data.mch_billno,
    );
    expect(new Set(billnos).size).toBe(2);
    for (const billno of billnos) expect(await payments(billno)).toBe(1);
    const warnings = (await contract.logs()).split('\n').filter((line) => line.includes(one.requestId));
    expect(warnings.join('\n')).toMatch(/"level":"WARN".*idempotency_key/);
  });

  it('is found by its request id, which is its key', async () => {
    const { answer, requestId } = await contract.invokeRaw(
      'sendRedPack',
      packet({ idempotency_key: undefined }),
    );
    const { mch_billno } = (answer as { data: { mch_billno: string } }).data;
    expect(await contract.record(requestId)).toMatchObject({ mch_billno });
  });
});

describe('a custom EventBridge event', () => {
  const event = (detail: object, id = newKey()) => ({
    ...{ version: '0', id, source: 'my.shop', 'detail-type': 'order paid', account: '000000000000' },
    ...{ time: '2025-01-01T00:00:00Z', region: 'ap-southeast-1', resources: [], detail },
  });

  it('delivered twice pays once, and its id is the key', async () => {
    const delivered = event(packet({ idempotency_key: undefined }));
    const first = await contract.invoke('sendRedPack', delivered);
    const second = await contract.invoke('sendRedPack', delivered);
    expect(first.data).toMatchObject({ return_code: 'SUCCESS' });
    expect(second).toEqual(first);
    expect(await payments(first.data.mch_billno)).toBe(1);
    expect(await contract.record(delivered.id)).toMatchObject({ mch_billno: first.data.mch_billno });
  });

  it('with a key in its detail goes by that key', async () => {
    const detail = packet();
    const first = await contract.invoke('sendRedPack', event(detail));
    expect(await contract.invoke('sendRedPack', event(detail))).toEqual(first);
    expect(await contract.record(String(detail.idempotency_key))).toMatchObject({
      mch_billno: first.data.mch_billno,
    });
  });
});

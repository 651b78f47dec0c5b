import { FAULT_KINDS, type FaultKind } from '../../console/sandbox/fault-kinds';
import { PRESETS } from '../../console/sandbox/presets';
import { SANDBOX } from '../../console/text/sandbox';
import { FAULTS } from '../../console/text/sandbox-faults';
import { FaultSchema, XML_SHAPES } from '../../scripts/sandbox/faults/types';
import type { DetailedRecord } from '../../sdk/index';
import { Admin, billno, MCH_ID, type Stage, setStage } from '../sandbox/harness';
import { record, startTestConsole, type TestConsole } from './kit';
import { PARAMS, sandboxConsole, submit } from './sandbox-kit';

const DAY_MS = 86_400_000;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(() => stage.admin.do('POST', '/reset'));

function consoleWith(records: readonly DetailedRecord[] = []): TestConsole {
  return sandboxConsole(stage, records);
}

async function queued(): Promise<object[]> {
  const { faults } = await stage.admin.do<{ faults: { call: string; times: unknown; fault: object }[] }>(
    'GET',
    '/faults',
  );
  return faults.map(({ call, times, fault }) => ({ call, times, fault }));
}

/** A packet that both sides know. */
async function paidPacket() {
  const mch_billno = billno();
  await stage.merchant.send({ mch_billno });
  return record({ mch_billno, mch_id: MCH_ID, id: mch_billno.slice(0, 24) });
}

describe('the sandbox page', () => {
  it('is on the local stack only', async () => {
    const aws = startTestConsole({ stack: { isLocal: false } });
    expect((await aws.get('/sandbox')).status).toBe(404);
    expect(await (await aws.get('/accounts/put')).text()).not.toContain('href="/sandbox"');
  });

  it('refuses a form without the field that only its own pages have', async () => {
    const { post } = consoleWith();
    expect((await post('/sandbox/balance', { yuan: '0', csrf: 'guessed' })).status).toBe(403);
    expect(await stage.admin.balanceFen()).toBe(100_000_000);
  });

  it.each([
    ['en', 'Time of the sandbox', 'Nothing was sent yet'],
    ['zh-CN', '沙箱时间', '还没有发送红包'],
  ])('shows time, balance and what to do next (%s)', async (language, time, empty) => {
    const page = await (await consoleWith().get('/sandbox', { 'accept-language': language })).text();
    expect(page).toContain(time);
    expect(page).toContain(empty);
    // A placeholder of a template that was not filled in.
    expect(page).not.toMatch(/\$\w/);
    expect(page).toContain('1,000,000.00');
  });

  it('shows a packet as the records and as WeChat know it', async () => {
    const paid = await paidPacket();
    const page = await (
      await consoleWith([{ ...paid, outcome: 'open', result: null }]).get('/sandbox')
    ).text();
    expect(page).toMatch(/class="state open"[\s\S]*<code>SENT<\/code>/);
    expect(page).not.toContain('no order');
  });
});

describe('faults of the sandbox page', () => {
  it.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])('queues %s by one click', async (preset) => {
    const page = await submit(consoleWith(), 'preset', { preset });
    const expected = PRESETS[preset].map((each) =>
      expect.objectContaining({ fault: expect.objectContaining(each.fault) }),
    );
    expect(await queued()).toEqual(expected);
    for (const { name } of [SANDBOX.en.presets[preset]]) expect(page).toContain(`${name}.`);
  });

  it('has a form for every fault of the sandbox, in both languages', async () => {
    const kinds = FaultSchema.options.map(({ entries }) => entries.kind.literal);
    expect(Object.keys(FAULT_KINDS).sort()).toEqual([...kinds].sort());
    expect(FAULT_KINDS.xml[0].of).toEqual(XML_SHAPES);
    const { get } = consoleWith();
    for (const [language, { kinds: words }] of [
      ['en', FAULTS.en],
      ['zh-CN', FAULTS.zh],
    ] as const)
      for (const kind of kinds) {
        const page = await (await get(`/sandbox/fault?kind=${kind}`, { 'accept-language': language })).text();
        expect(page).toContain(words[kind].what);
        for (const { name } of FAULT_KINDS[kind]) expect(page).toContain(`name="${name}"`);
      }
  });

  it.each<[FaultKind, Record<string, string>, object]>([
    ['timeout', { when: 'after' }, { when: 'after' }],
    ['reset', { partial: 'yes', when: 'before' }, { partial: true, when: 'before' }],
    [
      'answer',
      { err_code: '268458547', err_code_des: '', return_code: 'FAIL', when: 'after' },
      { err_code: '268458547', return_code: 'FAIL', order: false, when: 'after' },
    ],
    ['fail', { return_msg: '', when: 'before' }, { return_msg: '签名错误', when: 'before' }],
    [
      'status',
      { status: '503', body: 'answer', headers: 'Retry-After: 5\r\nX-A: b', when: 'before' },
      { status: 503, body: 'answer', headers: { 'Retry-After': '5', 'X-A': 'b' }, when: 'before' },
    ],
    ['certificate', { page: 'absent' }, { page: 'absent' }],
    ['xml', { shape: 'nested', when: 'after' }, { shape: 'nested', when: 'after' }],
    ['echo', { change: 'total_amount', value: '189' }, { change: { total_amount: '189' } }],
    ['slow', { delayMs: '1.5', when: 'after' }, { delayMs: 1_500, when: 'after' }],
    ['late', { afterMs: '5' }, { afterMs: 300_000 }],
    ['processing', { forMs: '20', ending: 'failed' }, { forMs: 1_200_000, ending: 'failed' }],
  ])('queues %s with one’s own data', async (kind, fields, expected) => {
    await submit(consoleWith(), 'fault', { kind, call: 'gethbinfo', times: 'always', skip: '0', ...fields });
    expect(await queued()).toEqual([{ call: 'gethbinfo', times: 'always', fault: { kind, ...expected } }]);
  });

  it.each([
    [{ kind: 'status', status: 'abc' }, 'status: expected a number'],
    [{ kind: 'status', status: '700' }, 'status'],
    [{ kind: 'status', status: '500', headers: 'no colon' }, 'Retry-After: 5'],
    [{ kind: 'answer', err_code: '<b>' }, 'err_code'],
    [{ kind: 'nothing' }, 'There is no fault'],
    [{ kind: 'timeout', mch_billno: 'unknown' }, 'Nothing was sent under the order number unknown'],
  ])('says what is wrong with %j, and queues nothing', async (fields, why) => {
    const response = await consoleWith().post('/sandbox/fault', fields);
    expect(response.status).toBe(400);
    expect((await response.text()).replaceAll('&quot;', '"')).toContain(why);
    expect(await queued()).toEqual([]);
  });

  it('removes them all', async () => {
    const console = consoleWith();
    expect(await submit(console, 'preset', { preset: 'certificate' })).toContain('certificate page=refused');
    expect(await submit(console, 'clear-faults')).toContain('No fault waits');
    expect(await queued()).toEqual([]);
  });
});

describe('acts of the sandbox page', () => {
  it('sends what the form says, under a key of its own unless one is given', async () => {
    const console = consoleWith();
    expect(await submit(console, 'send', PARAMS)).toContain('Paid.');
    await submit(console, 'send', { ...PARAMS, idempotency_key: 'mine', scene_id: 'PRODUCT_2' });
    const [first, second] = console.functions.acts.map(([, params]) => params as Record<string, unknown>);
    expect(first).toEqual({
      ...{ ...PARAMS, total_amount: 1.88, total_num: 1 },
      idempotency_key: expect.stringMatching(/^console-\w+\/1$/),
    });
    expect(second).toMatchObject({ idempotency_key: 'mine', scene_id: 'PRODUCT_2' });
  });

  it.each(['en', 'zh-CN'])('sends a packet once that is clicked twice on one page (%s)', async (language) => {
    const console = consoleWith();
    const pageKey = async () => {
      const page = await (await console.get('/sandbox', { 'accept-language': language })).text();
      return /name="page_key" value="([^"]+)"/.exec(page)?.[1] ?? '';
    };
    const first = { ...PARAMS, page_key: await pageKey() };
    const clicks = [console.post('/sandbox/send', first), console.post('/sandbox/send', first)];
    expect((await Promise.all(clicks)).map(({ status }) => status)).toEqual([303, 303]);
    // Later, it is the same packet still; on the next page, it is another one.
    await submit(console, 'send', first);
    await submit(console, 'send', { ...PARAMS, page_key: await pageKey() });
    const keys = console.functions.acts.map(
      ([, params]) => (params as { idempotency_key: string }).idempotency_key,
    );
    expect(keys).toEqual([first.page_key, first.page_key, expect.stringMatching(/^console-/)]);
    expect(keys[2]).not.toBe(first.page_key);
  });

  it('refuses an amount that is no number, and sends nothing', async () => {
    const console = consoleWith();
    const response = await console.post('/sandbox/send', { ...PARAMS, total_amount: '一块' });
    expect(response.status).toBe(400);
    expect(console.functions.acts).toEqual([]);
  });

  it.each([
    ['en', 'wishing must be a string of 1 to 128 UTF-8 bytes; it has 129.'],
    ['zh-CN', 'wishing 必须有 1 到 128 个 UTF-8 字节（一个汉字为 3 个），现在有 129 个。'],
  ])('says in the language of the page what sendRedPack would refuse (%s)', async (language, why) => {
    const console = consoleWith();
    const fields = { ...PARAMS, wishing: '福'.repeat(43) };
    const response = await console.post('/sandbox/send', fields, { 'accept-language': language });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(why);
    expect(console.functions.acts).toEqual([]);
  });

  it('says in Chinese that an amount is no number, and marks what the sandbox says as English', async () => {
    const console = consoleWith();
    const chinese = { 'accept-language': 'zh-CN' };
    const send = await console.post('/sandbox/send', { ...PARAMS, total_amount: '一块' }, chinese);
    expect(await send.text()).toContain('total_amount：应为数字，不能是“一块”。');
    const refused = await console.post('/sandbox/fault', { kind: 'answer', err_code: '<b>' }, chinese);
    expect(await refused.text()).toMatch(
      /<h2>无法执行这项操作<\/h2>[\s\S]*<p lang="en">The sandbox refused POST \/faults: /,
    );
  });

  it('moves the clock by 24 hours, and to where an unopened packet has gone back', async () => {
    const paid = await paidPacket();
    const console = consoleWith([paid]);
    const page = await submit(console, 'clock', { amount: '24', unit: 'hours' });
    expect(page).toContain('1 d ahead of this machine');
    expect(page).toContain('<code>RFUND_ING</code>');
    await submit(console, 'clock', { amount: '28', unit: 'days' });
    const { nowMs } = await stage.admin.do<{ nowMs: number }>('GET', '/clock');
    expect((nowMs - Date.now()) / DAY_MS).toBeCloseTo(29, 2);
    expect(await (await console.get('/sandbox/ledger')).text()).toMatch(/Return<\/td><td class="num">\+1.00/);
  });

  it('sets and tops up the balance, and shows it', async () => {
    const console = consoleWith();
    expect(await submit(console, 'balance', { yuan: '0.5' })).toContain('The balance is 0.50 yuan.');
    expect(await submit(console, 'top-up', { yuan: '1000' })).toContain('1,000.50');
    expect(await stage.admin.balanceFen()).toBe(100_050);
  });

  it.each([
    ['open', 'RECEIVED'],
    ['return', 'REFUND'],
  ])('lets the recipient act: %s', async (act, state) => {
    const paid = await paidPacket();
    const page = await submit(consoleWith([paid]), act, { id: paid.id });
    expect(page).toContain(`<code>${state}</code>`);
    const response = await consoleWith([paid]).post(`/sandbox/${act}`, { id: paid.id });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(state);
  });

  it('asks WeChat about a packet, and repeats it with its own key', async () => {
    const paid = await paidPacket();
    const console = consoleWith([paid]);
    expect(await submit(console, 'ask', { id: paid.id })).toContain('WeChat was asked.');
    await submit(console, 'repeat', { id: paid.id });
    expect(console.functions.acts).toEqual([
      ['getRedPackStatus', { id: paid.id }],
      ['sendRedPack', expect.objectContaining({ idempotency_key: paid.idempotency_key, total_amount: 1.88 })],
    ]);
    expect((await console.post('/sandbox/ask', { id: 'f'.repeat(24) })).status).toBe(400);
  });
});

describe('the ledger of the sandbox page', () => {
  it('has every movement of the balance', async () => {
    const paid = await paidPacket();
    await submit(consoleWith(), 'top-up', { yuan: '12.34' });
    const page = await (await consoleWith().get('/sandbox/ledger')).text();
    expect(page).toMatch(/Top-up<\/td><td class="num">\+12.34[\s\S]*Payment<\/td><td class="num">−1.00/);
    expect(page).toContain(paid.mch_billno);
    expect(page).toContain('paid at most once');
  });
});

test('an admin API that is gone is said so on the page', async () => {
  const environment = () =>
    Promise.resolve({ WECHAT_PAY_SANDBOX_ADMIN: new Admin('http://127.0.0.1:1').url });
  const response = await startTestConsole({ stack: { environment } }).get('/sandbox');
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('does not respond');
});

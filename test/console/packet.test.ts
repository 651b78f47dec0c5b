import { EVENTS } from '../../console/text/timeline';
import { NOON_S, OPENID, record, startTestConsole } from './kit';

const ID = 'a'.repeat(24);

async function text(response: Response): Promise<string> {
  return response.text();
}

describe('the page of a packet', () => {
  it('is found by its id and by its order number', async () => {
    const { get } = startTestConsole({ records: [record()] });
    for (const name of [ID, `${ID}0000`]) expect((await get(`/packets/${name}`)).status).toBe(200);
    const missing = await get('/packets/nothing');
    expect(missing.status).toBe(404);
    expect(await text(missing)).toContain('Nothing is recorded under nothing.');
  });

  it('tells its life in words, oldest first, with what each event carries', async () => {
    const history = [
      { at: NOON_S, event: 'claimed' },
      { at: NOON_S + 1, event: 'outcome_unknown' },
      { at: NOON_S + 2, event: 'refused', err_code: 'NOTENOUGH' },
      { at: NOON_S + 3, event: 'paid', proof: 'query' },
      { at: NOON_S + 4, event: 'received', fen: 123_456 },
      { at: NOON_S + 5, event: 'asked', status: 'RECEIVED' },
      { at: NOON_S + 6, event: 'resolved', note: 'seen in the merchant platform' },
      { at: NOON_S + 7, event: 'not_yet_invented' },
    ];
    const { get } = startTestConsole({ records: [record({ history })] });
    const html = await text(await get(`/packets/${ID}`));
    const titles = [...html.matchAll(/<strong>([^<]*)<\/strong> (?:<span|<\/p>)/g)].map(([, title]) => title);
    expect(titles).toEqual([
      ...[
        'Claimed',
        'No definite answer',
        'Refused',
        'Paid',
        'Received',
        'WeChat was asked',
        'Decided by an operator',
      ],
      'not_yet_invented',
    ]);
    for (const beside of [
      'NOTENOUGH',
      'WeChat said so when asked',
      '1,234.56 yuan',
      'RECEIVED',
      'seen in the merchant platform',
    ])
      expect(html).toContain(`<span class="tag">${beside}</span>`);
    expect(html).toContain('<time>2026-11-28 12:00:07</time>');
  });

  it.each([
    ['paid', 'A new payment needs a new key.'],
    ['open', 'Send again with the same key, or wait'],
    ['retry', 'then send again with the same key'],
    ['refused', 'nothing ever will be under this key'],
  ] as const)('says what a caller may do while it is %s', async (outcome, advice) => {
    const { get } = startTestConsole({ records: [record({ outcome })] });
    const html = await text(await get(`/packets/${ID}`));
    expect(html).toContain(advice);
    expect(html.includes('hx-trigger')).toBe(outcome === 'open' || outcome === 'retry');
    expect(html.includes(`/packets/${ID}/recover`)).toBe(outcome === 'open' || outcome === 'retry');
  });

  it('shows it as its receiver sees it, before and after opening', async () => {
    const { get } = startTestConsole({
      records: [record({ send_name: 'Sender', wishing: 'Luck', received_fen: 188 })],
    });
    const html = await text(await get(`/packets/${ID}`));
    expect(html).toContain('<p>From Sender</p><p class="wishing">Luck</p>');
    expect(html).toContain('<p class="amount">1.88');
  });

  it.each<[string, Parameters<typeof record>[0], string]>([
    ['paid', {}, 'Paid'],
    ['received', { received_fen: 188 }, 'Received'],
    ['partly received', { received_fen: 100 }, 'Paid'],
    ['returned', { received_fen: 100, refunded_fen: 88 }, 'Returned'],
    ['open', { outcome: 'open', result: null }, 'Open'],
    [
      'waiting for a retry',
      { outcome: 'retry', result: { err_code: 'NOTENOUGH', err_code_des: 'no money' } },
      'Waits for a retry',
    ],
    ['refused', { outcome: 'refused', result: { err_code: 'FAILED', err_code_des: '' } }, 'Refused'],
  ])('shows the state of one that is %s as a word beside a shape', async (_, changes, word) => {
    const { get } = startTestConsole({ records: [record(changes)] });
    const html = await text(await get('/packets'));
    expect(html).toMatch(
      new RegExp(`<span class="state \\w+"><svg class="icon"[^>]*>.*</svg>${word}</span>`),
    );
  });

  it('has a Chinese text for each event that has an English one', () => {
    expect(Object.keys(EVENTS.zh)).toEqual(Object.keys(EVENTS.en));
  });
});

describe('the buttons', () => {
  const packet = record({ outcome: 'open', scene_id: 'PRODUCT_2', idempotency_key: "it's the key" });

  it('each say what they will do, with the equivalent command, and ask first', async () => {
    const { get, functions } = startTestConsole({ records: [packet] });
    const ask = await text(await get(`/packets/${ID}/ask`));
    expect(ask).toContain(
      `npx serverless invoke local -f getRedPackStatus -d &#39;{&quot;id&quot;:&quot;${ID}&quot;}&#39;`,
    );
    expect(ask).toContain('no money moves');
    const repeat = await text(await get(`/packets/${ID}/repeat`));
    expect(repeat).toContain('Up to 1.88 yuan leave the merchant’s balance.');
    expect(repeat).toContain('class="danger"');
    expect(await text(await get(`/packets/${ID}/recover`))).toContain('./red-pack recover --all');
    expect(functions.acts).toEqual([]);
  });

  it('name the stack on AWS in their commands', async () => {
    const { get } = startTestConsole({ records: [packet], stack: { isLocal: false } });
    const ask = await text(await get(`/packets/${ID}/ask`));
    expect(ask).toContain(
      'aws lambda invoke --function-name red-pack-dev-getRedPackStatus --region cn-north-1',
    );
    const recover = await text(await get(`/packets/${ID}/recover`));
    expect(recover).toContain('./red-pack recover --all --stack red-pack-dev --region cn-north-1');
  });

  it('send the stored params with the same key, once, and show the answer after a redirect', async () => {
    const { get, post, functions } = startTestConsole({ records: [packet] });
    const response = await post(`/packets/${ID}/repeat`);
    expect(response.status).toBe(303);
    const location = response.headers.get('location') ?? '';
    for (const _ of [1, 2]) expect(await text(await get(location))).toContain('Answer of sendRedPack');
    expect(functions.acts).toEqual([
      [
        'sendRedPack',
        {
          ...{ type: 'normal', re_openid: OPENID, send_name: 'sender', official_account_id: 'wxAccount' },
          ...{ total_amount: 1.88, total_num: 1, act_name: 'activity', remark: 'remark', wishing: 'wishing' },
          ...{ scene_id: 'PRODUCT_2', gateway_type: 'weixin_tenpay', idempotency_key: "it's the key" },
        },
      ],
    ]);
  });

  it("ask WeChat and show its answer, with everybody's openid masked", async () => {
    const { get, post, functions } = startTestConsole({ records: [packet] });
    const { headers } = await post(`/packets/${ID}/ask`);
    const html = await text(await get(headers.get('location') ?? ''));
    expect(functions.acts).toEqual([['getRedPackStatus', { id: ID }]]);
    expect(html).toContain('&quot;status&quot;: &quot;RECEIVED&quot;');
    expect(html).not.toContain(OPENID);
    expect(html).not.toContain('oSomebodyElse000000000000001');
    expect(html).toContain('oSom***001');
  });

  it('of a packet that there is not do nothing: 404', async () => {
    const { get, post, functions } = startTestConsole({ records: [packet] });
    expect((await get('/packets/none/repeat')).status).toBe(404);
    expect((await post('/packets/none/repeat')).status).toBe(404);
    expect(functions.acts).toEqual([]);
  });

  it('show an error as a page that says what happened and what to do', async () => {
    const { post, functions } = startTestConsole({ records: [packet] });
    functions.sendRedPack = () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:1'));
    const response = await post(`/packets/${ID}/repeat`);
    expect(response.status).toBe(502);
    const html = await text(response);
    expect(html).toContain('ECONNREFUSED');
    expect(html).toContain('The local stack did not answer.');
  });

  it.each([
    ['the page with the form', 'http://127.0.0.1:4321/packets?q=x', '/packets?q=x'],
    ['the address itself without one', '', `/packets/${ID}/repeat`],
    ['no other site', 'http://evil.test/packets', `/packets/${ID}/repeat`],
    ['no other site by two slashes', 'http://127.0.0.1:4321//evil.test/', `/packets/${ID}/repeat`],
  ])('lead back after an error to %s', async (_, referer, to) => {
    const { post, functions } = startTestConsole({ records: [packet] });
    functions.sendRedPack = () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:1'));
    const headers = referer === '' ? {} : { referer };
    const html = await text(await post(`/packets/${ID}/repeat`, {}, headers));
    expect(html).toContain(`<a href="${to}">Try again</a>`);
  });
});

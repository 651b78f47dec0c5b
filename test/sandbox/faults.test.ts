/** Every fault does what it says: the answer is corrupted, and the effect happens or not, as requested. */

import { until } from '../kit/until';
import {
  BALANCE_FEN,
  billno,
  type Fields,
  HOUR_MS,
  MCH_ID,
  normalFields,
  type Response,
  type Stage,
  setStage,
  signed,
  xmlOf,
} from './harness';

let stage: Stage;
let mch_billno: string;
const post = (timeoutMs?: number): Promise<Response> =>
  stage.merchant.post('sendredpack', xmlOf(signed(normalFields({ mch_billno }))), timeoutMs);
const send = (): Promise<Fields> => stage.merchant.send({ mch_billno });
const fault = (what: object, order?: object): Promise<unknown> => stage.admin.fault(what, order);

async function paid(): Promise<number> {
  return (await stage.admin.ledger()).payments.length;
}

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(async () => {
  mch_billno = billno();
  await stage.admin.do('POST', '/reset');
});

describe.each([
  ['before', 0],
  ['after', 1],
])('%s the effect', (when, payments) => {
  afterEach(async () => {
    expect(await paid()).toBe(payments);
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN - 100 * payments);
    expect((await send()).result_code).toBe('SUCCESS');
    expect(await paid()).toBe(1);
  });

  it('any code is answered, listed or not, numeric or not', async () => {
    await fault({ kind: 'answer', err_code: 'SYSTEMERROR', when });
    expect(Object.keys(await send())).toEqual([
      'return_code',
      'return_msg',
      'result_code',
      'err_code',
      'err_code_des',
    ]);
    await fault({ kind: 'answer', err_code: '268458547', return_code: 'FAIL', when });
    expect(await send()).toMatchObject({
      return_code: 'FAIL',
      result_code: 'FAIL',
      err_code: '268458547',
      mch_billno,
    });
    await fault({ kind: 'answer', err_code: 'SOME_NEW_CODE', err_code_des: 'x', order: false, when });
    expect(await send()).toEqual(expect.objectContaining({ err_code: 'SOME_NEW_CODE', err_code_des: 'x' }));
  });

  it('a bare FAIL is answered', async () => {
    await fault({ kind: 'fail', when });
    expect(await send()).toEqual({ return_code: 'FAIL', return_msg: '签名错误' });
  });

  it('no answer comes', async () => {
    await fault({ kind: 'timeout', when });
    await expect(post(1_500)).rejects.toThrow('timed out');
  });

  it('the connection is reset', async () => {
    await fault({ kind: 'reset', when });
    await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('the connection is reset in the middle of the answer', async () => {
    await fault({ kind: 'reset', partial: true, when });
    await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await stage.admin.do('GET', '/counts')).toMatchObject({
      byAnswer: { 'reset during the response': 1 },
    });
  });

  it('a 5xx page, a true answer or any text comes with any status', async () => {
    await fault({ kind: 'status', status: 502, when });
    expect(await post()).toMatchObject({
      status: 502,
      text: expect.stringContaining('502 Bad Gateway') as string,
    });
    await fault({ kind: 'status', status: 500, body: 'answer', when });
    expect(await post()).toMatchObject({ status: 500, fields: { result_code: 'SUCCESS', mch_billno } });
    const headers = { 'content-type': 'text/plain', 'retry-after': '1' };
    await fault({ kind: 'status', status: 200, body: '<html>ok</html>', headers, when });
    expect(await post()).toMatchObject({ status: 200, text: '<html>ok</html>' });
  });

  it.each([
    ['cut', /^<xml>.*SUCCESS[\s\S]*(?<!<\/xml>)$/],
    ['repeated', /<result_code><!\[CDATA\[SUCCESS.*<result_code><!\[CDATA\[FAIL/],
    ['doctype', /^<!DOCTYPE xml \[<!ENTITY ok "SUCCESS">\]><xml><return_code>&ok;/],
    ['comment', /^<xml><!-- .* --><return_code>SUC<!-- -->CESS</],
    ['nested', /^<xml><xml>.*<\/xml><\/xml>$/],
    ['attribute', /<return_code value="FAIL"><!\[CDATA\[SUCCESS/],
    ['trailing', /<\/xml><xml>/],
    ['empty', /^$/],
    ['huge', /^[\s\S]{65537,}$/],
  ])('the XML is corrupted: %s', async (shape, like) => {
    await fault({ kind: 'xml', shape, when });
    const { status, text } = await post();
    expect(status).toBe(200);
    expect(text).toMatch(like);
  });
});

describe('a slow answer', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ])('is true, and waits %s the effect', async (when, payments) => {
    await fault({ kind: 'slow', delayMs: 2_000, when });
    const startMs = Date.now();
    const answer = post();
    await until(() => stage.admin.hasRequest());
    expect(await paid()).toBe(payments);
    expect((await answer).fields.result_code).toBe('SUCCESS');
    expect(Date.now() - startMs).toBeGreaterThanOrEqual(1_990);
    expect(await paid()).toBe(1);
  });
});

describe('certificate pages', () => {
  it.each([
    ['absent', 'No required SSL certificate was sent'],
    ['refused', 'The SSL certificate error'],
  ])('come for a good certificate too: %s', async (page, words) => {
    await fault({ kind: 'certificate', page });
    expect(await post()).toMatchObject({ status: 400, text: expect.stringContaining(words) as string });
    expect(await paid()).toBe(0);
  });
});

describe('a changed echo', () => {
  it.each([
    { mch_billno: 'other' },
    { re_openid: 'oOther' },
    { total_amount: '1' },
    { mch_id: '1' },
    { sign: 'X' },
  ])('tells of %j while the packet is paid', async (change) => {
    await fault({ kind: 'echo', change });
    expect(await send()).toMatchObject({ result_code: 'SUCCESS', ...change });
    expect(await paid()).toBe(1);
  });

  it('can forge the one signature of a signed answer', async () => {
    await stage.admin.settings({ signAnswers: true });
    await fault({ kind: 'echo', change: { sign: 'X' } });
    expect((await post()).text.match(/<sign>/g)).toHaveLength(1);
  });
});

describe('a late effect', () => {
  it('comes when its time has come, not before', async () => {
    await fault({ kind: 'late', afterMs: HOUR_MS });
    await expect(post(1_500)).rejects.toThrow('timed out');
    expect((await stage.merchant.query(mch_billno)).err_code).toBe('NOT_FOUND');
    expect((await stage.admin.ledger()).pending).toHaveLength(1);
    await stage.admin.advance(HOUR_MS);
    expect((await stage.merchant.query(mch_billno)).status).toBe('SENT');
    expect(await paid()).toBe(1);
  });

  it('of a number that was sent again meanwhile pays nothing more', async () => {
    await fault({ kind: 'late', afterMs: HOUR_MS });
    await expect(post(1_500)).rejects.toThrow('timed out');
    expect((await send()).result_code).toBe('SUCCESS');
    await stage.admin.advance(HOUR_MS);
    expect(await paid()).toBe(1);
  });

  it('of a request that is refused never comes', async () => {
    await fault({ kind: 'late', afterMs: 0 });
    await expect(
      stage.merchant.call('sendredpack', normalFields({ total_amount: '1' }), 1_500),
    ).rejects.toThrow();
    expect((await stage.admin.ledger()).pending).toEqual([]);
  });
});

describe('processing', () => {
  it('is answered until it is over, and then the order is paid', async () => {
    await fault({ kind: 'processing', forMs: HOUR_MS });
    expect(await send()).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'FAIL',
      err_code: 'PROCESSING',
      mch_billno,
    });
    expect((await send()).err_code).toBe('PROCESSING');
    const query = await stage.merchant.query(mch_billno);
    expect(query.status).toBe('SENDING');
    expect(query).not.toHaveProperty('reason');
    expect(await paid()).toBe(0);
    await stage.admin.advance(HOUR_MS);
    expect((await stage.merchant.query(mch_billno)).status).toBe('SENT');
    expect(await paid()).toBe(1);
  });

  it('may end as FAILED without a reason, or parked', async () => {
    await fault({ kind: 'processing', forMs: HOUR_MS, ending: 'failed' });
    await send();
    await stage.admin.advance(HOUR_MS);
    const failed = await stage.merchant.query(mch_billno);
    expect(failed.status).toBe('FAILED');
    expect(failed).not.toHaveProperty('reason');
    mch_billno = billno();
    await fault({ kind: 'processing', forMs: HOUR_MS });
    await send();
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: 0 });
    await stage.admin.advance(HOUR_MS);
    expect(await stage.merchant.query(mch_billno)).toHaveProperty('reason');
    expect(await paid()).toBe(0);
  });
});

describe('the queue of faults', () => {
  it('hits so many matching calls, in order, after those to skip', async () => {
    const other = billno();
    await fault({ kind: 'fail' }, { call: 'gethbinfo' });
    await fault({ kind: 'answer', err_code: 'FREQ_LIMIT' }, { call: 'send', mch_billno, skip: 1, times: 2 });
    expect((await stage.merchant.send({ mch_billno: other })).result_code).toBe('SUCCESS');
    const codes = [];
    for (let nth = 0; nth < 4; nth += 1) codes.push((await send()).err_code);
    expect(codes).toEqual(['SUCCESS', 'FREQ_LIMIT', 'FREQ_LIMIT', 'SUCCESS']);
    expect((await stage.merchant.query(mch_billno)).return_code).toBe('FAIL');
    expect((await stage.merchant.query(mch_billno)).status).toBe('SENT');
    expect(await stage.admin.do('GET', '/faults')).toMatchObject({ faults: [{ hits: 1 }, { hits: 2 }] });
  });

  it('can hit every call until it is cleared', async () => {
    await fault({ kind: 'fail' }, { call: 'sendredpack', times: 'always' });
    for (let nth = 0; nth < 3; nth += 1) expect((await send()).return_code).toBe('FAIL');
    expect((await stage.merchant.sendGroup()).result_code).toBe('SUCCESS');
    await stage.admin.do('DELETE', '/faults');
    expect((await send()).result_code).toBe('SUCCESS');
  });

  it('takes many at once', async () => {
    await stage.admin.do('POST', '/faults', [
      { fault: { kind: 'fail' } },
      { fault: { kind: 'answer', err_code: 'X' } },
    ]);
    expect((await send()).return_code).toBe('FAIL');
    expect((await send()).err_code).toBe('X');
  });
});

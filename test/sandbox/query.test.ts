/** gethbinfo and the send answers in every shape that WeChat is documented or reported to use. */
import { sign } from '../../shared/wechat-pay/protocol/sign';
import {
  API_KEY,
  APPID,
  billno,
  DAY_MS,
  MCH_ID,
  OPENID,
  queryFields,
  type Stage,
  setStage,
  signed,
  xmlOf,
} from './harness';

let stage: Stage;
let mch_billno: string;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(async () => {
  mch_billno = billno();
  await stage.admin.do('POST', '/reset');
});

async function text(): Promise<string> {
  return (await stage.merchant.post('gethbinfo', xmlOf(signed(queryFields(mch_billno))))).text;
}

const open = (openid?: string): Promise<unknown> =>
  stage.admin.do('POST', '/packets/open', { mchId: MCH_ID, mch_billno, openid });

describe('a packet that is found', () => {
  it('is told in the live style on one line, numbers bare, mch_id not', async () => {
    const sent = await stage.merchant.send({ mch_billno });
    expect(sent).toMatchObject({ err_code: 'SUCCESS', err_code_des: '发放成功' });
    expect(sent.send_listid).toMatch(/^\d{31}$/);
    const xml = await text();
    expect(xml).not.toContain('\n');
    expect(xml).toContain(`<mch_id><![CDATA[${MCH_ID}]]></mch_id>`);
    expect(xml).toContain('<total_amount>100</total_amount>');
    expect(await stage.merchant.query(mch_billno)).toMatchObject({
      return_msg: 'OK',
      err_code: 'SUCCESS',
      err_code_des: 'OK',
      detail_id: sent.send_listid,
      send_type: 'API',
      hb_type: 'NORMAL',
      total_num: '1',
    });
  });

  it('is told in the documented style if so switched', async () => {
    await stage.admin.settings({ answerStyle: 'documented' });
    const sent = await stage.merchant.send({ mch_billno });
    expect(sent).toMatchObject({ err_code: '0', return_msg: '发放成功.' });
    const xml = await text();
    expect(xml).toContain(`\n<mch_id>${MCH_ID}</mch_id>\n`);
    const found = await stage.merchant.query(mch_billno);
    expect(found).toMatchObject({
      return_msg: '获取成功',
      appid: APPID,
      remark: '备注',
      act_name: '新年活动',
    });
    expect(found).not.toHaveProperty('err_code');
  });

  it('has a time in China', async () => {
    await stage.merchant.send({ mch_billno });
    const { send_time = '' } = await stage.merchant.query(mch_billno);
    const chinaMs = Date.parse(`${send_time.replace(' ', 'T')}+08:00`);
    expect(Math.abs(Date.now() - chinaMs)).toBeLessThan(60_000);
  });

  it('lists its recipient or not, with a status or not, by switch', async () => {
    await stage.merchant.send({ mch_billno });
    expect(await text()).not.toContain('hblist');
    await open();
    const recipient = `<hblist><hbinfo><openid><![CDATA[${OPENID}]]></openid><amount>100</amount>`;
    expect(await text()).toContain(recipient);
    await stage.admin.settings({ takerStatus: true });
    expect(await text()).toContain(`${OPENID}]]></openid><status><![CDATA[RECEIVED]]></status><amount>100`);
    for (const hblist of ['group', 'never']) {
      await stage.admin.settings({ hblist });
      expect(await text()).not.toContain('hblist');
    }
  });

  it('for a group lists every recipient', async () => {
    await stage.admin.settings({ hblist: 'group' });
    await stage.merchant.sendGroup({ mch_billno });
    await open(OPENID);
    await open('oSecond');
    const xml = await text();
    expect(xml.match(/<hbinfo>/g)).toHaveLength(2);
    expect(xml).toContain('<hb_type><![CDATA[GROUP]]></hb_type><total_num>3</total_num>');
  });
});

describe('a packet that is not found', () => {
  it('is NOT_FOUND in the live style', async () => {
    expect(await stage.merchant.query(mch_billno)).toEqual({
      return_code: 'SUCCESS',
      return_msg: '指定单号数据不存在',
      result_code: 'FAIL',
      err_code: 'NOT_FOUND',
      err_code_des: '指定单号数据不存在',
      mch_billno,
      mch_id: MCH_ID,
    });
  });

  it('is FAIL with SYSTEMERROR in the documented style', async () => {
    await stage.admin.settings({ notFoundStyle: 'documented' });
    expect(await stage.merchant.query(mch_billno)).toMatchObject({
      return_code: 'FAIL',
      err_code: 'SYSTEMERROR',
      err_code_des: '指定单号数据不存在',
    });
  });

  it('may be one that the query does not see yet', async () => {
    await stage.admin.settings({ queryLagMs: 60_000 });
    await stage.merchant.send({ mch_billno });
    expect((await stage.merchant.query(mch_billno)).err_code).toBe('NOT_FOUND');
    await stage.admin.advance(60_000);
    expect((await stage.merchant.query(mch_billno)).status).toBe('SENT');
  });

  it('may be one of more than 30 days ago', async () => {
    await stage.merchant.send({ mch_billno });
    await stage.admin.advance(30 * DAY_MS - 60_000);
    expect((await stage.merchant.query(mch_billno)).status).toBe('REFUND');
    await stage.admin.advance(2 * 60_000);
    expect((await stage.merchant.query(mch_billno)).err_code).toBe('NOT_FOUND');
  });
});

describe('signatures of answers', () => {
  it('are left out unless switched on', async () => {
    expect(await stage.merchant.send({ mch_billno })).not.toHaveProperty('sign');
  });

  it('are right on success, failure and query, where the answer is flat', async () => {
    await stage.admin.settings({ signAnswers: true });
    const answers = [
      await stage.merchant.send({ mch_billno }),
      await stage.merchant.send({ total_amount: '1' }),
      await stage.merchant.query(mch_billno),
    ];
    for (const answer of answers) expect(answer.sign).toBe(sign(answer, API_KEY));
    await open();
    expect(await text()).not.toContain('<sign>');
  });
});

/** The sandbox's own signing and XML, judged by published vectors; those of others judge it in scripts/bench/test. */
import fc from 'fast-check';
import { isSigned, md5Sign } from '../../scripts/sandbox/protocol/sign';
import { readFlatXml, writeXml, XmlFormError } from '../../scripts/sandbox/protocol/xml';
import { xmlText } from '../unit/support/arbitraries';
import { API_KEY, type Fields } from './harness';

const V2: Fields = {
  nonce_str: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
  mch_billno: '1000009820250101ABCdef0001',
  mch_id: '10000098',
  wxappid: 'wx8888888888888888',
  send_name: '测试商户',
  re_openid: 'oTESTopenid0000000000000000A',
  total_amount: '100',
  total_num: '1',
  wishing: '恭喜发财 & <大吉大利>',
  client_ip: '192.0.2.10',
  act_name: '新年活动',
  remark: '备注',
  scene_id: '',
  risk_info: '',
};
const { client_ip: _client_ip, ...withoutIp } = V2;

describe('signatures', () => {
  const vectors: [string, Fields, string][] = [
    [
      'V1, WeChat’s own',
      {
        appid: 'wxd930ea5d5a258f4f',
        mch_id: '10000100',
        device_info: '1000',
        body: 'test',
        nonce_str: 'ibuaiVcKdpRxkhJA',
      },
      '9A0A8659F005D6984697E2CA0A9CF3B7',
    ],
    ['V2, a normal packet with empty fields', V2, '8EEF904013F8CEF6A02B6C9891C543D5'],
    [
      'V3, with scene and risk info',
      {
        ...V2,
        scene_id: 'PRODUCT_2',
        risk_info: 'posttime%3d123123412%26clientversion%3d234134%26mobile%3d122344545%26deviceid%3dIOS',
      },
      'C487DB576A357B9766A604807A01A038',
    ],
    [
      'V4, a fission packet',
      { ...withoutIp, total_amount: '600', total_num: '3', amt_type: 'ALL_RAND', wishing: '恭喜发财' },
      '93C3A1633899DE5BBBC97C515988E450',
    ],
    [
      'V5, a query',
      {
        nonce_str: '50780e0cca98c8c8e814883e5caa672e',
        mch_billno: '1000009820250101ABCdef0001',
        mch_id: '10000098',
        appid: 'wx8888888888888888',
        bill_type: 'MCHT',
      },
      '1D2D4DA1DE7C3D545FD0F7AA2668733B',
    ],
    [
      'V6, an answer',
      {
        return_code: 'SUCCESS',
        return_msg: '发放成功',
        result_code: 'SUCCESS',
        err_code: 'SUCCESS',
        err_code_des: '发放成功',
        mch_billno: '1000009820250101ABCdef0001',
        mch_id: '10000098',
        wxappid: 'wx8888888888888888',
        re_openid: 'oTESTopenid0000000000000000A',
        total_amount: '100',
        send_listid: '1000041701202501010000000000001',
      },
      'A2D9A34FAEB5AA2293FE28CCD560953D',
    ],
  ];

  it.each(vectors)('%s', (_, fields, sign) => {
    expect(md5Sign(Object.entries(fields), API_KEY)).toBe(sign);
    expect(isSigned(new Map(Object.entries({ ...fields, sign })), API_KEY)).toBe(true);
    expect(isSigned(new Map(Object.entries({ ...fields, sign: sign.toLowerCase() })), API_KEY)).toBe(false);
    expect(isSigned(new Map(Object.entries(fields)), API_KEY)).toBe(false);
  });
});

describe('reading XML', () => {
  it('takes plain text, CDATA, references, empty elements, a declaration and blanks between', () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n <a> x&amp;&#x4E2D;&#25991; </a><b><![CDATA[<]]>&gt;<![CDATA[]]></b >\n<c/><d></d></xml>\n';
    expect([...readFlatXml(xml)]).toEqual([
      ['a', ' x&中文 '],
      ['b', '<>'],
      ['c', ''],
      ['d', ''],
    ]);
  });

  it('normalises line ends as XML does', () => {
    expect(readFlatXml('<xml><a>1\r\n2\r3\n4&#13;</a></xml>').get('a')).toBe('1\n2\n3\n4\r');
  });

  it.each([
    ['an empty body', ''],
    ['another root', '<html><a>1</a></html>'],
    ['a cut-off document', '<xml><a>1</a><b>2'],
    ['a cut-off CDATA section', '<xml><a><![CDATA[1'],
    ['a missing end', '<xml><a>1</a>'],
    ['a repeated element', '<xml><a>1</a><a>2</a></xml>'],
    ['a nested element', '<xml><a><b>1</b></a></xml>'],
    ['a wrong end tag', '<xml><a>1</b></xml>'],
    ['an end tag that only begins right', '<xml><a>1</ab></xml>'],
    ['an attribute', '<xml><a b="c">1</a></xml>'],
    ['a DOCTYPE', '<!DOCTYPE xml [<!ENTITY e "1">]><xml><a>&e;</a></xml>'],
    ['an unknown entity', '<xml><a>&e;</a></xml>'],
    ['a bare ampersand', '<xml><a>1 & 2</a></xml>'],
    ['a comment', '<xml><!-- c --><a>1</a></xml>'],
    ['a comment in a text', '<xml><a>1<!-- c --></a></xml>'],
    ['text between elements', '<xml>1<a>1</a></xml>'],
    [']]> in a text', '<xml><a>1]]>2</a></xml>'],
    ['a second document', '<xml><a>1</a></xml><xml></xml>'],
    ['a control character', '<xml><a>\u0001</a></xml>'],
    ['a reference to one', '<xml><a>&#1;</a></xml>'],
    ['a reference beyond Unicode', '<xml><a>&#x110000;</a></xml>'],
    ['JSON', '{"a":1}'],
  ])('refuses %s', (_, xml) => {
    expect(() => readFlatXml(xml)).toThrow(XmlFormError);
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.array(xmlText), (texts) => {
        const elements = texts.map((text, index) => ({ name: `e${index}`, text }));
        const read = readFlatXml(writeXml(elements, new Set(['e0']), '\n'));
        expect([...read.values()]).toEqual(texts);
      }),
    );
  });
});

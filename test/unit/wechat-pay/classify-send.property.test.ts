import fc from 'fast-check';
import { sign } from '../../../shared/wechat-pay/protocol/sign';
import { buildXml, parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { classifySend } from '../../../shared/wechat-pay/responses/classify-send';
import { ACCOUNT, refusal, X1A_PAID_DOCUMENTED, X1B_PAID_LIVE, XML_ANSWERS } from '../../fixtures/answers';
import { answered } from '../support/replies';
import { order } from '../support/samples';

const ECHOES = {
  mch_billno: order().mch_billno,
  mch_id: order().mch_id,
  re_openid: order().re_openid,
  total_amount: String(order().total_fen),
};

const code = fc.constantFrom('SUCCESS', 'FAIL', '', 'success', 'SYSTEMERROR', '0');
const errCode = fc.constantFrom(
  '',
  '0',
  'SUCCESS',
  'SEND_FAILED',
  'NOTENOUGH',
  'PARAM_ERROR',
  'SIGN_ERROR',
  'X',
);

/** An echo: as sent, missing, or wrong. */
function echo(value: string): fc.Arbitrary<string | undefined> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant<string | undefined>(value) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, '', `${value} `, value.slice(1), '1') },
  );
}

const anyFields = fc
  .record({
    return_code: fc.option(code, { nil: undefined }),
    result_code: fc.option(code, { nil: undefined }),
    err_code: fc.option(errCode, { nil: undefined }),
    mch_billno: echo(ECHOES.mch_billno),
    mch_id: echo(ECHOES.mch_id),
    re_openid: echo(ECHOES.re_openid),
    total_amount: echo(ECHOES.total_amount),
    send_listid: fc.option(fc.constant('1000041701'), { nil: undefined }),
  })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));

const anyBody = fc.oneof(
  anyFields.map((fields) => buildXml(fields as Record<string, string>)),
  fc.constantFrom(...Object.values(XML_ANSWERS), refusal('SEND_FAILED', 'x'), refusal('PARAM_ERROR', 'x')),
  fc.string(),
  fc
    .tuple(
      fc.constantFrom(X1A_PAID_DOCUMENTED, X1B_PAID_LIVE),
      fc.nat(900),
      fc.nat(30),
      fc.string({ maxLength: 4 }),
    )
    .map(([xml, at, drop, insert]) => xml.slice(0, at) + insert + xml.slice(at + drop)),
);
const anyStatus = fc.oneof({ weight: 6, arbitrary: fc.constant(200) }, { weight: 1, arbitrary: fc.nat(599) });

function holdsProof(body: string, httpStatus: number): boolean {
  if (httpStatus < 200 || httpStatus > 299) return false;
  const { fields } = parseXml(body);
  const isSuccess = fields.return_code === 'SUCCESS' && fields.result_code === 'SUCCESS';
  const isEcho = Object.entries(ECHOES).every(([name, value]) => fields[name] === value);
  return isSuccess && isEcho && (fields.sign === undefined || fields.sign === sign(fields, ACCOUNT.apiKey));
}

describe('classifySend, whatever comes back', () => {
  it('never says parked in doubt, nor believes a refusal', () => {
    fc.assert(
      fc.property(anyBody, anyStatus, (body, httpStatus) => {
        const result = classifySend(answered(body, httpStatus), order(), ACCOUNT.apiKey, true);
        expect(['paid', 'open']).toContain(result.kind);
        expect(result).not.toMatchObject({ cause: 'refused-unproved' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never says paid unless both codes are SUCCESS and number, merchant, openid and amount are as sent', () => {
    fc.assert(
      fc.property(anyBody, anyStatus, fc.boolean(), (body, httpStatus, inDoubt) => {
        const { kind } = classifySend(answered(body, httpStatus), order(), ACCOUNT.apiKey, inDoubt);
        expect(kind !== 'paid' || holdsProof(body, httpStatus)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('says paid of every proof', () => {
    const proof = fc.record({
      err_code: errCode,
      return_msg: fc.constantFrom('发放成功', ''),
      signed: fc.boolean(),
    });
    fc.assert(
      fc.property(proof, fc.boolean(), ({ signed, ...texts }, inDoubt) => {
        const fields = {
          return_code: 'SUCCESS',
          result_code: 'SUCCESS',
          ...texts,
          ...ECHOES,
          send_listid: '1',
        };
        const whole = signed ? { ...fields, sign: sign(fields, ACCOUNT.apiKey) } : fields;
        const result = classifySend(answered(buildXml(whole)), order(), ACCOUNT.apiKey, inDoubt);
        expect(result).toEqual({ kind: 'paid', sendListid: '1' });
      }),
    );
  });

  it('never says refused but to a documented definite code, under SUCCESS and FAIL', () => {
    const definite = new Map([
      ['SEND_FAILED', 'refused-unproved'],
      ['PARAM_ERROR', 'refused-unproved'],
      ['NOTENOUGH', 'parked'],
      ['SIGN_ERROR', 'parked'],
    ]);
    fc.assert(
      fc.property(anyFields, (fields) => {
        const body = buildXml(fields as Record<string, string>);
        const result = classifySend(answered(body), order(), ACCOUNT.apiKey, false);
        const said = result.kind === 'open' ? result.cause : result.kind;
        if (said === 'paid' || said === 'unknown') return;
        expect(fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL' });
        expect(said).toBe(definite.get(fields.err_code ?? ''));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, and gives the same result each time', () => {
    fc.assert(
      fc.property(anyBody, anyStatus, fc.boolean(), (body, httpStatus, inDoubt) => {
        const read = () => classifySend(answered(body, httpStatus), order(), ACCOUNT.apiKey, inDoubt);
        expect(read()).toEqual(read());
      }),
    );
  });
});

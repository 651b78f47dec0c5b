import { sign } from '../../../shared/wechat-pay/protocol/sign';
import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { ACCOUNT, X1B_PAID_LIVE } from '../../fixtures/answers';
import { SIGNED_NORMAL as NORMAL, SIGNATURES } from '../../fixtures/signatures';

describe('sign', () => {
  it.each(SIGNATURES)('signs %s', (_name, fields, digest) => {
    expect(sign(fields, ACCOUNT.apiKey)).toBe(digest);
  });

  it('signs a live answer as WeChat does', () => {
    const { fields } = parseXml(X1B_PAID_LIVE);
    expect(sign(fields, ACCOUNT.apiKey)).toBe(fields.sign);
  });

  it('does not depend on the order of the fields, nor on a signature among them', () => {
    const reversed = Object.fromEntries(Object.entries(NORMAL).reverse());
    expect(sign({ ...reversed, sign: 'X' }, ACCOUNT.apiKey)).toBe(sign(NORMAL, ACCOUNT.apiKey));
  });

  it('sorts names by ASCII, capitals first, as the documentation says', () => {
    // echo -n 'B=1&a=2&key=k' | md5sum
    expect(sign({ a: '2', B: '1' }, 'k')).toBe('0AF37DABD443BF48214BD1FABBB27569');
  });

  it('changes with each field and with the key', () => {
    const signature = sign(NORMAL, ACCOUNT.apiKey);
    for (const name of Object.keys(NORMAL))
      expect(sign({ ...NORMAL, [name]: `${NORMAL[name]}x` }, ACCOUNT.apiKey)).not.toBe(signature);
    expect(sign(NORMAL, `${ACCOUNT.apiKey.slice(1)}0`)).not.toBe(signature);
  });
});

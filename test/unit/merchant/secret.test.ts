import { MerchantError } from '../../../shared/api/errors';
import { parseSecret } from '../../../shared/merchant/secret';
import { makeAuthority, makeClient } from '../../kit/certificates';

const authority = makeAuthority();
const pair = makeClient('10000098', { issuer: authority });
const other = makeClient('10000099', { issuer: authority });
const NOW_MS = Date.now();
const NAME = 'red-pack/wx8888888888888888';

const SECRET = {
  mch_id: '10000098',
  api_key: '192006250b4c09247ec02edce69f6a2d',
  certificate: pair.cert,
  private_key: pair.key,
};

function read(changes: Record<string, unknown> = {}) {
  return parseSecret(NAME, JSON.stringify({ ...SECRET, ...changes }), NOW_MS);
}

/** The message of the refusal, which must show nothing of the secret's content. */
function refusalOf(text: string | undefined, nowMs = NOW_MS): string {
  let message = '';
  try {
    parseSecret(NAME, text, nowMs);
  } catch (error) {
    expect(error).toBeInstanceOf(MerchantError);
    const { status, message: said, stack = '', cause } = error as MerchantError;
    expect(status).toBe(400);
    expectNoSecret(`${said}${stack}${String(cause)}`);
    message = said;
  }
  expect(message).toMatch(/^official_account_id [^\n]*\.$/);
  expect(message).toContain(NAME);
  return message;
}

/** No stretch of 12 characters of a key or a certificate may come out. */
function expectNoSecret(said: string): void {
  const { api_key, certificate, private_key } = SECRET;
  const parts = [api_key];
  for (const pem of [certificate, private_key]) parts.push(...pem.split('\n').slice(1, -2));
  for (const part of parts) {
    for (let at = 0; at + 12 <= part.length; at += 6) expect(said).not.toContain(part.slice(at, at + 12));
  }
}

function refusalWith(changes: Record<string, unknown>): string {
  return refusalOf(JSON.stringify({ ...SECRET, ...changes }));
}

describe('parseSecret', () => {
  it.each(['mch_id', 'api_key'] as const)(
    'refuses white space in %s, which a paste leaves behind',
    (field) => {
      for (const value of [`${SECRET[field]}\n`, ` ${SECRET[field]}`, `1${'\u3000'}2`])
        expect(refusalWith({ [field]: value })).toContain(`"${field}" in its secret contains white space`);
    },
  );

  it('reads a whole secret', () => {
    expect(read()).toEqual({
      mchId: '10000098',
      apiKey: SECRET.api_key,
      certificate: pair.cert,
      privateKey: pair.key,
      dailyBudgetFen: null,
    });
  });

  it('reads a chain, whose first certificate is the merchant’s', () => {
    expect(read({ certificate: pair.cert + authority.cert }).certificate).toBe(pair.cert + authority.cert);
  });

  it('leaves fields of others alone', () => {
    expect(read({ note: 'renew in May' }).mchId).toBe('10000098');
  });

  it.each([
    [0, 0],
    [0.3, 30],
    [1000.5, 100_050],
    [null, null],
  ])('reads a daily budget of %d yuan as %d fen', (daily_budget_yuan, fen) => {
    expect(read({ daily_budget_yuan }).dailyBudgetFen).toBe(fen);
  });

  it.each(['1000', -1, 1.005, true, {}])('refuses a daily budget of %j by name', (daily_budget_yuan) => {
    expect(refusalWith({ daily_budget_yuan })).toContain('daily_budget_yuan');
  });
});

describe('a secret that cannot be used is refused, and the message says what to fix:', () => {
  it.each(Object.keys(SECRET))('%s missing, empty or no string', (name) => {
    for (const value of [undefined, null, '', '  \n', 10000098, [], {}])
      expect(refusalWith({ [name]: value })).toContain(`"${name}"`);
  });

  it.each([
    ['no text', undefined],
    ['an empty text', ''],
    ['no JSON', 'mch_id=10000098&api_key=192006250b4c09247ec02edce69f6a2d'],
    ['half of it', JSON.stringify(SECRET).slice(0, 300)],
    ['a bare key', SECRET.private_key],
  ])('%s', (_, text) => {
    expect(refusalOf(text)).toContain('not JSON');
  });

  it.each(['null', '[]', '7', '"192006250b4c09247ec02edce69f6a2d"', 'true'])('no JSON object: %s', (text) => {
    expect(refusalOf(text)).toContain('not a JSON object');
  });

  it('a certificate that is no PEM', () => {
    for (const certificate of ['x', pair.cert.slice(0, 200), pair.cert.replace(/[A-Z]/g, 'A'), pair.key])
      expect(refusalWith({ certificate })).toContain('"certificate"');
  });

  it('a key that is no PEM, or encrypted', () => {
    const encrypted =
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkq\n-----END ENCRYPTED PRIVATE KEY-----\n';
    for (const private_key of ['x', pair.key.slice(0, 400), pair.cert, encrypted])
      expect(refusalWith({ private_key })).toContain('"private_key"');
  });

  it('a key of another certificate', () => {
    expect(refusalWith({ private_key: other.key })).toContain('does not belong');
    expect(refusalWith({ certificate: other.cert })).toContain('does not belong');
  });

  it('a key that TLS does not take, before anything is claimed with it', () => {
    const weak = makeClient('10000098', { issuer: authority, bits: 512 });
    expect(refusalWith({ certificate: weak.cert, private_key: weak.key })).toContain('weak key');
  });

  it('a certificate that has expired', () => {
    const endMs = NOW_MS - 1_000;
    const expired = makeClient('10000098', { issuer: authority, validToMs: endMs });
    expect(refusalWith({ certificate: expired.cert, private_key: expired.key })).toContain('expired');
  });

  it('a certificate that expires as time goes on, judged by the clock passed in', () => {
    const text = JSON.stringify(SECRET);
    expect(parseSecret(NAME, text, NOW_MS).mchId).toBe('10000098');
    expect(refusalOf(text, NOW_MS + 3 * 86_400_000)).toContain('expired');
  });
});

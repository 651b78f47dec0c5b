import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { classifyQuery } from '../../../shared/wechat-pay/responses/classify-query';
import { classifySend } from '../../../shared/wechat-pay/responses/classify-send';
import {
  ACCOUNT,
  found,
  refusal,
  X1A_PAID_DOCUMENTED,
  X2_BARE_FAIL,
  X9_NOT_FOUND_LIVE,
  X12_NO_CERTIFICATE,
  X13_BAD_CERTIFICATE,
} from '../../fixtures/answers';
import { answered, changed, LOST, UNSENT, withElement, without } from '../support/replies';
import { order } from '../support/samples';

/** The sentence that a caller gets as `err_code_des`, and a person reads: it says why nothing is known. */
function ofSend(reply: Reply | string): object {
  return classifySend(typeof reply === 'string' ? answered(reply) : reply, order(), ACCOUNT.apiKey, false);
}

function ofQuery(reply: Reply | string, n = 1): object {
  return classifyQuery(typeof reply === 'string' ? answered(reply) : reply, order(n), ACCOUNT.apiKey);
}

const BOTH = [
  ['a send', ofSend],
  ['a query', ofQuery],
] as const;

describe.each(BOTH)('%s without a word of WeChat’s own', (_, said) => {
  it.each<[string, Reply, RegExp]>([
    ['that never left says that WeChat was not reached, and why', UNSENT, /not be reached.*ECONNREFUSED/],
    ['that was lost says so, and why', LOST, /no complete response.*socket hang up/],
    ['of another HTTP status names it', answered('x', 502), /HTTP status 502/],
    [
      'in malformed XML says what is malformed',
      answered('<!DOCTYPE html><html/>'),
      /malformed XML.*"<!DOCTYPE"/,
    ],
    ['without a certificate says what to renew', answered(X12_NO_CERTIFICATE, 400), /certificate.*renew/],
    ['with a bad certificate says what to renew', answered(X13_BAD_CERTIFICATE, 400), /certificate.*renew/],
  ])('%s', (_name, reply, sentence) => {
    expect(said(reply)).toMatchObject({ code: 'SYSTEMERROR', text: expect.stringMatching(sentence) });
  });

  it('blames the certificate only for the page that refuses it', () => {
    for (const reply of [answered('Bad Request', 400), answered(X12_NO_CERTIFICATE, 500)])
      expect(said(reply)).toMatchObject({
        text: expect.stringMatching(/HTTP status/),
        mayBeStaleSecret: false,
      });
  });

  it('says that the signature is wrong, and doubts the secret only where WeChat does', () => {
    const wrong = withElement(refusal('NOTENOUGH', '余额不足'), 'sign', 'X');
    const text = "The signature of WeChat Pay's response is wrong.";
    expect(said(wrong)).toMatchObject({ code: 'SYSTEMERROR', text, mayBeStaleSecret: false });
    // A key that was changed a moment ago makes both wrong: our signature, and what we think of theirs.
    const ours = withElement(refusal('SIGN_ERROR', '签名错误'), 'sign', 'X');
    expect(said(ours)).toMatchObject({ code: 'SIGN_ERROR', text: '签名错误', mayBeStaleSecret: true });
  });

  it('gives WeChat’s sentence, the message of the envelope where there is none, or says that there is none', () => {
    const both = changed(refusal('FREQ_LIMIT', '频率限制'), 'return_msg', '请求');
    expect(said(both)).toMatchObject({ text: '频率限制' });
    expect(said(X2_BARE_FAIL)).toMatchObject({ code: 'SYSTEMERROR', text: '签名错误' });
    expect(said(without(X2_BARE_FAIL, 'return_msg'))).toMatchObject({
      text: expect.stringMatching(/no reason/),
    });
  });
});

describe('a response for a different order', () => {
  it('is called one, whether it refuses, confirms or answers a query', () => {
    const told = { code: 'SYSTEMERROR', text: "WeChat Pay's response is for a different order." };
    for (const body of [refusal('SEND_FAILED', 'x'), X1A_PAID_DOCUMENTED])
      expect(ofSend(changed(body, 'mch_billno', 'other'))).toMatchObject(told);
    expect(ofQuery(X9_NOT_FOUND_LIVE)).toMatchObject(told);
  });
});

describe('other sentences', () => {
  it('an answer to a send without a result_code is said to lack it', () => {
    const half = without(X1A_PAID_DOCUMENTED, 'result_code');
    expect(ofSend(half)).toMatchObject({ text: "WeChat Pay's response has no result_code." });
  });

  it('a packet that failed without a reason is said to have failed', () => {
    expect(ofQuery(found('FAILED'))).toMatchObject({ text: expect.stringMatching(/failed/) });
  });

  it('a parked packet has WeChat’s word as its code', () => {
    const parked = found('SENDING', 1, '<reason>余额不足</reason>');
    expect(ofQuery(parked)).toMatchObject({ kind: 'parked', code: 'SENDING', text: '余额不足' });
  });
});

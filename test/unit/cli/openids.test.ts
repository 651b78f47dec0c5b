import { withoutOpenid } from '../../../cli/unfinished/openids';

const OPENID = 'oAbCdEfGhIjKlMnOpQrStUvWxYz1';

/** A refused packet whose texts repeat the openid. */
function recordOf(re_openid: string) {
  return {
    ...{ id: 'dd33e0aee1b24c4f9e0d1975', official_account_id: 'wxcbda96de0b165486', outcome: 'refused' },
    ...{ type: 'normal', re_openid, idempotency_key: `spring/${re_openid}`, wishing: 'see you' },
    raw_result: `<xml><err_code>PARAM_ERROR</err_code><re_openid>${re_openid}</re_openid></xml>`,
    result: { err_code: 'PARAM_ERROR', err_code_des: `openid ${re_openid} is not valid` },
    history: [{ at: 1, event: 'claimed' }],
  };
}

test('an openid is masked in every text that repeats it', () => {
  const shown = withoutOpenid(recordOf(OPENID));
  expect(JSON.stringify(shown)).not.toContain(OPENID);
  expect(shown.idempotency_key).toBe('spring/oAbC***Yz1');
});

test.each(['e', 'd', 'refused', 'normal', 'claimed', 'wx', 'PARAM', '***', '.', '(', '$&'])(
  'a mistyped openid "%s" is masked as such, and leaves identifiers, codes and words as they are',
  (openid) => {
    const given = recordOf(openid);
    const shown = withoutOpenid(given);
    const { id, official_account_id, outcome, type, history, result, wishing } = shown;
    expect({ id, official_account_id, outcome, type, history, wishing }).toEqual({
      ...{ id: given.id, official_account_id: given.official_account_id, outcome: given.outcome },
      ...{ type: given.type, history: given.history, wishing: given.wishing },
    });
    expect(result.err_code).toBe('PARAM_ERROR');
    expect(shown.re_openid).toBe('***');
  },
);

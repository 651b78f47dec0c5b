import { type Contract, must, startContract } from './harness';
import { OPENID, packet } from './packets';

const OTHER_OPENID = 'oSomebodyElse00000000000000Z';
/** Lambda's own lines around those of the function. */
const PLATFORM_LINE = /^(START|END|REPORT) RequestId: /;

let contract: Contract;
let text: string;
let ids: Record<'paid' | 'refused' | 'open', string>;
let keyless: string;
const answers: unknown[] = [];

/** An openid wherever a caller may put one by mistake; the answers mask it too. */
async function misplaceOpenids(): Promise<void> {
  const event = { id: 'e-1', source: 'my.shop', 'detail-type': 'won', detail: packet() };
  answers.push(
    await contract.send({ [OPENID]: 1 }),
    await contract.send({ re_openid: `${OPENID}\u200b` }),
    await contract.send({ type: OPENID }),
    await contract.send({ gateway_type: OPENID }),
    await contract.send({ scene_id: OPENID }),
    await contract.send({ official_account_id: OPENID }),
    await contract.send({ official_account_id: OPENID, gateway_type: 'weixin_tenpay_native' }),
    await contract.invoke('sendRedPack', { ...event, [OPENID]: 1 }),
    await contract.invoke('sendRedPack', { [OPENID]: 1, Records: [] }),
    await contract.invoke('getSentRedPackList', { [OPENID]: 1 }),
    await contract.invoke('getSentRedPack', { id: OPENID }),
    await contract.thrown('sendRedPack', { ...event, detail: packet({ [OPENID]: 1 }) }),
    await contract.thrown('sendRedPack', { ...event, detail: packet({ official_account_id: OPENID }) }),
  );
  await contract.secrets.put(OPENID, { ...contract.secrets.content(), daily_budget_yuan: 1 });
  answers.push(await contract.send({ official_account_id: OPENID }));
  await contract.sandbox.addAppid(OPENID);
  await contract.sandbox.fault({
    call: 'send',
    fault: { kind: 'answer', err_code: 'PROCESSING', when: 'after' },
  });
  const { data } = await contract.send({ official_account_id: OPENID, total_amount: 1 });
  await contract.secrets.delete(OPENID);
  answers.push(await contract.invoke('getRedPackStatus', { id: data.id }));
}

/** One of each kind: paid, refused, open, malformed, wrong, thrown, queried, listed, recovered. */
async function liveThroughAll(): Promise<void> {
  const { sandbox } = contract;
  const paid = await contract.pay();
  await sandbox.open(paid.mch_billno);
  await sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PARAM_ERROR' } });
  const refused = await contract.send();
  await sandbox.fault({ call: 'send', fault: { kind: 'echo', change: { re_openid: OTHER_OPENID } } });
  await sandbox.fault({ call: 'gethbinfo', fault: { kind: 'fail' } });
  const open = await contract.send();
  await sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'SIGN_ERROR' } });
  await contract.send();
  ids = { paid: paid.id, refused: String(refused.data.id), open: String(open.data.id) };
  keyless = (await contract.invokeRaw('sendRedPack', packet({ idempotency_key: undefined }))).requestId;
  await contract.send({ idempotency_key: paid.key, total_amount: 2 });
  await contract.send({ re_openid: `${OPENID}${OPENID}` });
  await contract.send({ official_account_id: 'wxNobody' });
  await misplaceOpenids();
  for (const id of Object.values(ids)) await contract.invoke('getRedPackStatus', { id });
  await contract.recover();
  await contract.invoke('getSentRedPackList', {});
  await contract.invoke('getSentRedPack', { id: ids.paid });
  for (const name of ['sendRedPack', 'getSentRedPack'] as const)
    await contract.invoke(name, { httpMethod: 'POST', headers: {}, body: JSON.stringify(packet()) });
  contract.backends.dynamodb.shut();
  await contract.thrown('sendRedPack', packet());
  await contract.thrown('getSentRedPack', { id: ids.paid });
  contract.backends.dynamodb.reopen();
  await contract.coldStart();
  contract.backends.secretsManager.shut();
  await contract.thrown('sendRedPack', packet());
  await contract.thrown('sendRedPack', packet({ official_account_id: OPENID }));
  contract.backends.secretsManager.reopen();
}

beforeAll(async () => {
  contract = await startContract();
  await liveThroughAll();
  text = await contract.logs();
});
afterAll(() => contract.close());

type Line = Record<string, unknown> & { readonly level: string; readonly message: string };

function lines(): { readonly requestId: string; readonly line: Line }[] {
  let requestId = '';
  return text.split('\n').flatMap((raw) => {
    const [start, id] = /^START RequestId: (\S+)/.exec(raw) ?? [];
    if (start !== undefined) requestId = must(id, 'request id');
    return raw === '' || PLATFORM_LINE.test(raw) ? [] : [{ requestId, line: JSON.parse(raw) as Line }];
  });
}

describe('the log', () => {
  it('is JSON, one object to a line, with a level, a message and a time', () => {
    const messages = lines().map(({ line }) => line.message);
    expect(messages).toEqual(
      expect.arrayContaining([
        'send completed',
        'account skipped',
        'invocation rejected',
        'invocation failed',
      ]),
    );
    expect(messages.length).toBeGreaterThan(15);
    for (const { line } of lines()) {
      expect(line).toMatchObject({
        level: expect.stringMatching(/^(INFO|WARN|ERROR)$/),
        message: expect.any(String),
      });
      expect(Date.parse(String(line.timestamp))).toBeGreaterThan(Date.now() - 600_000);
    }
  });

  it('has the request id of its own invocation in every line', () => {
    const strange = lines().filter(({ requestId, line }) => line.function_request_id !== requestId);
    expect(strange.map(({ line }) => [line.message, line.status])).toEqual([]);
  });

  it.each(['paid', 'refused', 'open'] as const)('names the record of a send that was %s', (what) => {
    const records = lines().filter(({ line }) => line.record_id === ids[what]);
    expect(records.length).toBeGreaterThan(0);
    expect(records.map(({ line }) => line.message).join()).toMatch(/send completed/);
  });

  it('warns of a send without a key', () => {
    const warned = lines().filter(({ requestId, line }) => requestId === keyless && line.level === 'WARN');
    expect(warned.map(({ line }) => line.message).join()).toMatch(/idempotency_key/);
  });

  it('has an error for what was thrown', () => {
    expect(lines().filter(({ line }) => line.level === 'ERROR').length).toBeGreaterThanOrEqual(3);
  });

  it('holds no api key and no certificate or private key', () => {
    const { apiKey, merchant } = contract.account;
    expect(text).not.toContain(apiKey);
    expect(text).not.toContain('-----BEGIN');
    const pieces = [merchant.privateKey, merchant.certificate].flatMap((pem) => pem.split('\n'));
    for (const piece of pieces.filter((line) => line.length > 20 && !line.startsWith('-----')))
      expect(text.includes(piece)).toBe(false);
  });

  it('holds no signature and nothing that is signed', async () => {
    expect(text).not.toMatch(/key=|nonce_str|<sign>/);
    for (const { body } of await contract.sandbox.requests()) {
      const sign = must(/<sign>(?:<!\[CDATA\[)?([0-9A-F]{32})/.exec(body)?.[1], 'signature');
      expect(text.includes(sign)).toBe(false);
    }
  });

  it.each([OPENID, OTHER_OPENID])('holds the openid %s nowhere as a whole', (openid) => {
    expect(text).not.toContain(openid);
  });

  it('has no openid in the answer to a caller who misplaced it', () => {
    const errors = answers.map((answer) => JSON.stringify(answer));
    expect(errors).toHaveLength(15);
    expect(errors.filter((error) => error.includes(OPENID))).toEqual([]);
  });
});

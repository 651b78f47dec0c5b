import type { FaultInput } from '../../scripts/sandbox/index';
import { type Contract, must, type Sent, startContract } from './harness';
import { newKey } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(() => contract.close());

const SEND_FAULTS: [string, FaultInput['fault']][] = [
  ['a reset before its effect', { kind: 'reset' }],
  ['a reset after its effect', { kind: 'reset', when: 'after' }],
  ['SYSTEMERROR after its effect', { kind: 'answer', err_code: 'SYSTEMERROR', when: 'after' }],
  ['a refused certificate', { kind: 'certificate', page: 'refused' }],
];

describe('one invocation', () => {
  it.each(SEND_FAULTS)(
    'that meets %s asks WeChat, sends the same bytes again if it must, and answers paid',
    async (_, fault) => {
      await contract.sandbox.fault({ call: 'send', fault });
      const { key, mch_billno } = await contract.pay();
      expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
      const [send, query, resend] = await contract.sandbox.requests(mch_billno);
      expect(query?.call).toBe('gethbinfo');
      if (resend !== undefined) {
        expect(resend.body).toBe(send?.body);
        expect(resend.realMs - must(send, 'the send').realMs).toBeGreaterThanOrEqual(990);
      }
      expect(await contract.record(key)).toMatchObject({ result: { return_code: 'SUCCESS', mch_billno } });
    },
  );
});

describe('an invocation whose query fails like its send', () => {
  const QUERY_FAULTS: [string, FaultInput['fault']][] = [
    ['a reset', { kind: 'reset' }],
    ['HTTP 500 with a page', { kind: 'status', status: 500 }],
    ['HTTP 200 with a page', { kind: 'status', status: 200 }],
    ['XML that is cut off', { kind: 'xml', shape: 'cut' }],
    ['XML with a DOCTYPE', { kind: 'xml', shape: 'doctype' }],
    ['an empty answer', { kind: 'xml', shape: 'empty' }],
    ['a refused certificate', { kind: 'certificate', page: 'refused' }],
    ['a bare FAIL', { kind: 'fail' }],
    ['an unlisted code', { kind: 'answer', err_code: 'SOME_NEW_CODE' }],
    ['another order’s number', { kind: 'echo', change: { mch_billno: '0'.repeat(28) } }],
    ['another amount', { kind: 'echo', change: { total_amount: '1' } }],
  ];

  const answers = new Map<string, Promise<Sent>>();

  beforeAll(async () => {
    for (const [name, fault] of QUERY_FAULTS) {
      const reset = { kind: 'reset', when: 'after' } as const;
      const idempotency_key = newKey();
      const mch_billno = contract.numberOf(idempotency_key);
      const [id] = await contract.sandbox.fault(
        { call: 'send', mch_billno, fault: reset },
        { call: 'gethbinfo', mch_billno, times: 3, fault },
      );
      const answer = contract.send({ idempotency_key });
      answer.catch(() => undefined);
      answers.set(name, answer);
      await contract.sandbox.hitBy(must(id, 'fault id'));
    }
    await Promise.allSettled(answers.values());
  });

  it.each(QUERY_FAULTS)('(%s) answers open, with one payment', async (name) => {
    const { key, data } = await must(answers.get(name), name);
    expect(data).toMatchObject({ outcome: 'open', idempotency_key: key });
    expect(await contract.record(key)).toMatchObject({ result: null });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
  });
});

describe('a send that WeChat is still processing', () => {
  it('is open, is not sent again by a repeat, and paid once WeChat says so', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'processing', forMs: 60_000 } });
    const first = await contract.send();
    expect(first.data).toMatchObject({ err_code: 'PROCESSING', outcome: 'open' });
    const mch_billno = String(first.data.mch_billno);
    expect(await contract.record(first.key)).toMatchObject({ result: null });
    const again = await contract.send({ idempotency_key: first.key });
    expect(again.data).toMatchObject({ outcome: 'open', mch_billno });
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
    await contract.sandbox.call('POST', '/clock', { advanceMs: 61_000 });
    const last = await contract.send({ idempotency_key: first.key });
    expect(last.data).toMatchObject({ return_code: 'SUCCESS', mch_billno });
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
  });

  it('is refused once WeChat says that it failed', async () => {
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'processing', forMs: 60_000, ending: 'failed' },
    });
    const { key } = await contract.send();
    await contract.sandbox.call('POST', '/clock', { advanceMs: 61_000 });
    const { data } = await contract.send({ idempotency_key: key });
    expect(data).toMatchObject({ err_code: 'FAILED', outcome: 'refused' });
    const record = await contract.record(key);
    expect(record).toMatchObject({ status: 'FAILED', result: { err_code: 'FAILED' } });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([]);
  });
});

describe('a WeChat Pay that cannot be reached', () => {
  it('leaves the outcome open with nothing sent; a repeat pays when it is back', async () => {
    contract.backends.weChatPay.shut();
    const { key, data } = await contract.send();
    contract.backends.weChatPay.reopen();
    expect(data).toMatchObject({ outcome: 'open' });
    const mch_billno = String(data.mch_billno);
    expect(await contract.sandbox.requests(mch_billno)).toEqual([]);
    expect(await contract.record(key)).toMatchObject({ result: null, raw_result: null });
    expect((await contract.send({ idempotency_key: key })).data).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
  });
});

describe('raw_result', () => {
  it('keeps at most 8 KB of an answer, cut between two characters', async () => {
    const page = `<html>${'红'.repeat(6000)}</html>`;
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'status', status: 500, body: page } });
    await contract.sandbox.fault({ call: 'gethbinfo', fault: { kind: 'fail' } });
    const { key } = await contract.send();
    const raw = String((await contract.record(key)).raw_result);
    expect(page.startsWith(raw)).toBe(true);
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(8192);
    expect(Buffer.byteLength(raw)).toBeGreaterThan(8192 - 3);
  });

  it('is the last answer to the send, not an earlier one and not a query’s', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'SYSTEMERROR' } });
    const { key } = await contract.pay();
    const { raw_result } = await contract.record(key);
    expect(raw_result).toMatch(/<send_listid>/);
    expect(raw_result).not.toMatch(/SYSTEMERROR|detail_id/);
  });
});

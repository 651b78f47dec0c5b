import type { FaultInput } from '../../scripts/sandbox/index';
import { makeClient } from '../kit/certificates';
import { until } from '../kit/until';
import { type Contract, startContract } from './harness';
import { APPID, packet } from './packets';
import { pagesOf, pointsOf } from './page-alarm';

/** Every fault of an account, on every way to WeChat Pay: the built functions, and the metrics in the log they write. */

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());
afterEach(() => contract.sandbox.clearFaults());

type Fault = FaultInput['fault'];

const FAULTS: readonly (readonly [code: string, fault: Fault])[] = [
  ['NOTENOUGH', { kind: 'answer', err_code: 'NOTENOUGH' }],
  ['SIGN_ERROR', { kind: 'answer', err_code: 'SIGN_ERROR' }],
  // Without an err_code, as a wrong signature is also answered.
  ['SIGN_ERROR', { kind: 'fail', return_msg: '签名错误' }],
  ['CA_ERROR', { kind: 'answer', err_code: 'CA_ERROR' }],
  ['CERTIFICATE_REFUSED', { kind: 'certificate', page: 'absent' }],
  ['CERTIFICATE_REFUSED', { kind: 'certificate', page: 'refused' }],
];

/** From now on, calls of this kind are answered so. */
async function always(call: 'send' | 'gethbinfo', fault: Fault): Promise<void> {
  await contract.sandbox.fault({ call, fault, times: 'always' });
}

/** A packet that waits for a retry. */
async function parked(official_account_id: string): Promise<string> {
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } });
  const { data } = await contract.send({ official_account_id });
  expect(data.outcome).toBe('retry');
  return String(data.id);
}

async function accountWith(secret: object | null): Promise<string> {
  const appid = contract.secrets.newAppid();
  await contract.sandbox.addAppid(appid);
  if (secret !== null) await contract.secrets.put(appid, secret);
  return appid;
}

/** Each code once, as often as it paged. */
async function codesOf(step: () => Promise<unknown>): Promise<string[]> {
  return [...new Set(await pagesOf(contract, step))];
}

describe.each(FAULTS)('%s (%j) reaches the page alarm', (code, fault) => {
  it('from a first send', async () => {
    await always('send', fault);
    expect(await codesOf(() => contract.send())).toEqual([code]);
  });

  it('from a send whose number is in doubt, and whose outcome is open', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'reset', when: 'before' } });
    await always('send', fault);
    const codes = await codesOf(async () => {
      expect((await contract.send()).data).toMatchObject({ outcome: 'open' });
    });
    expect(codes).toEqual([code]);
  });

  it('from a query, by a caller and by recovery', async () => {
    const { id } = await contract.pay();
    const { key } = await contract.openPacket('before');
    await always('gethbinfo', fault);
    expect(await codesOf(() => contract.invoke('getRedPackStatus', { id }))).toEqual([code]);
    expect(await codesOf(() => contract.recover())).toEqual([code]);
    await contract.items.delete(String((await contract.record(key)).id));
  });

  it('from a retry of what was parked', async () => {
    const id = await parked(APPID);
    await always('send', fault);
    const codes = await codesOf(() => contract.invoke('recoverRedPacks', { retry: [id] }));
    expect(codes).toEqual([code]);
    await contract.items.delete(id);
  });
});

describe.each([
  ['deleted', () => null],
  [
    'replaced by an expired certificate',
    () => {
      const key = contract.account.merchant.privateKey;
      const { cert } = makeClient('x', { key, validToMs: Date.now() - 86_400_000 });
      return { ...contract.secrets.content(), certificate: cert };
    },
  ],
])('a secret that was %s reaches the page alarm', (_, secretOf) => {
  let appid: string;
  let ids: { paid: string; parked: string };
  let open: Record<string, unknown>;

  beforeAll(async () => {
    appid = await accountWith(contract.secrets.content());
    ids = {
      paid: (await contract.pay({ official_account_id: appid })).id,
      parked: await parked(appid),
    };
    open = packet({ official_account_id: appid });
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PROCESSING' } });
    expect((await contract.invoke('sendRedPack', open)).data).toMatchObject({ outcome: 'open' });
    const secret = secretOf();
    if (secret === null) await contract.secrets.delete(appid);
    else await contract.secrets.put(appid, secret);
    // Functions remember the good one for 5 minutes.
    await contract.coldStart();
  });

  it.each([
    ['a new send', () => contract.send({ official_account_id: appid })],
    ['a repeat of an open one', () => contract.invoke('sendRedPack', open)],
    ['a query', () => contract.invoke('getRedPackStatus', { id: ids.paid })],
    ['a pass of recovery', () => contract.recover()],
    ['a retry of what was parked', () => contract.invoke('recoverRedPacks', { retry: [ids.parked] })],
  ])('from %s', async (_way, step) => {
    expect(await codesOf(step)).toEqual(['CERTIFICATE_UNUSABLE']);
  });
});

describe('what nobody waits for', () => {
  const event = (detail: object) => ({
    ...{ version: '0', id: crypto.randomUUID(), 'detail-type': 'won', source: 'my.shop', account: '1' },
    ...{ time: '2027-01-31T16:00:00Z', region: 'ap-southeast-1', resources: [], detail },
  });

  it.each([
    ['CERTIFICATE_UNUSABLE', null],
    ['DAILY_BUDGET', { daily_budget_yuan: 1 }],
  ])('reaches the page alarm as %s', async (code, changes) => {
    const official_account_id = await accountWith(
      changes === null ? null : { ...contract.secrets.content(), ...changes },
    );
    const codes = await codesOf(async () => {
      const before = (await pointsOf(contract)).length;
      const detail = packet({ official_account_id });
      await contract.invokeRaw('sendRedPack', event(detail), { type: 'Event' });
      await until(async () => (await pointsOf(contract)).length > before);
      // Its retries report too, which must not count as the next test's.
      await contract.stack.lambda.eventsSettled();
    });
    expect(codes).toEqual([code]);
  });

  it('reaches it as DAILY_BUDGET of a caller who waits, who gets 429', async () => {
    const official_account_id = await accountWith({ ...contract.secrets.content(), daily_budget_yuan: 1 });
    const codes = await codesOf(async () => {
      expect((await contract.send({ official_account_id })).status).toBe(429);
    });
    expect(codes).toEqual(['DAILY_BUDGET']);
  });
});

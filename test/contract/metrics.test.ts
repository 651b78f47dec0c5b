import { makeClient } from '../kit/certificates';
import { type Contract, startContract } from './harness';
import { APPID, OPENID } from './packets';
import { pagesOf, pointsOf } from './page-alarm';

/** The metrics of the built functions, read from the log that they write. */

let contract: Contract;
beforeAll(async () => {
  contract = await startContract({ environment: { WATCHED_ACCOUNTS: APPID } });
});
afterAll(() => contract.close());

const faultsOf = (step: () => Promise<unknown>): Promise<string[]> => pagesOf(contract, step);

async function accountWith(secret: object | null): Promise<string> {
  const appid = contract.secrets.newAppid();
  await contract.sandbox.addAppid(appid);
  if (secret !== null) await contract.secrets.put(appid, secret);
  return appid;
}

describe('a fault of an account', () => {
  it('is in the log when the balance is used up, and then of each packet', async () => {
    await contract.sandbox.balance(0);
    const codes = await faultsOf(async () => {
      expect((await contract.send()).data).toMatchObject({ err_code: 'NOTENOUGH', outcome: 'retry' });
      await contract.send();
    });
    await contract.sandbox.balance(100_000_000);
    expect(codes).toEqual(['NOTENOUGH', 'NOTENOUGH']);
  });

  it('is in the log when the number is in doubt, and the outcome open', async () => {
    await contract.sandbox.balance(0);
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'reset', when: 'before' } });
    const codes = await faultsOf(async () => {
      expect((await contract.send()).data).toMatchObject({ outcome: 'open' });
    });
    await contract.sandbox.balance(100_000_000);
    expect(codes).toEqual(['NOTENOUGH']);
  });

  it.each(['SIGN_ERROR', 'CA_ERROR'])('is in the log for %s', async (err_code) => {
    const fault = { call: 'send', fault: { kind: 'answer', err_code } } as const;
    expect(await faultsOf(() => contract.sandbox.fault(fault).then(() => contract.send()))).toEqual([
      err_code,
    ]);
  });

  it.each(['absent', 'refused'] as const)('is in the log for a certificate that is %s', async (page) => {
    const fault = { call: 'send', fault: { kind: 'certificate', page } } as const;
    const codes = await faultsOf(() => contract.sandbox.fault(fault).then(() => contract.send()));
    expect(codes).toEqual(['CERTIFICATE_REFUSED']);
  });

  it('is in the log for no secret, an expired certificate and a spending guard', async () => {
    const { merchant } = contract.account;
    const expired = makeClient('x', { key: merchant.privateKey, validToMs: Date.now() - 86_400_000 });
    const secrets = [
      null,
      { ...contract.secrets.content(), certificate: expired.cert },
      { ...contract.secrets.content(), daily_budget_yuan: 1 },
    ];
    const codes = await faultsOf(async () => {
      for (const secret of secrets) await contract.send({ official_account_id: await accountWith(secret) });
    });
    expect(codes).toEqual(['CERTIFICATE_UNUSABLE', 'CERTIFICATE_UNUSABLE', 'DAILY_BUDGET']);
  });
});

describe('the log of a night', () => {
  it('counts the money that was paid, each call, each pass, and no openid in any dimension', async () => {
    const before = (await pointsOf(contract)).length;
    await contract.pay({ total_amount: 1.01 });
    await contract.pay({ total_amount: 2 });
    await contract.recover();
    await contract.invoke('getSentRedPackList', { [OPENID]: 1 });
    const added = (await pointsOf(contract)).slice(before);
    const sum = (name: string) =>
      added
        .filter((point) => point.name === name)
        .flatMap(({ values }) => values)
        .reduce((all, value) => all + value, 0);
    expect([sum('paid_fen'), sum('recovery_done')]).toEqual([301, 1]);
    expect(sum('certificate_days_left')).toBeGreaterThan(0);
    expect(added.filter(({ name }) => name === 'wechat_ms').length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(await pointsOf(contract))).not.toContain(OPENID.slice(0, 12));
  });
});

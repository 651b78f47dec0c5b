import { makeClient } from '../kit/certificates';
import { type Contract, startContract } from './harness';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** Every piece of a secret that would be worth stealing. */
function keyMaterial(): string[] {
  const { apiKey, merchant, authority } = contract.account;
  const lines = [merchant.privateKey, merchant.certificate, authority.privateKey].flatMap((pem) =>
    pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')),
  );
  return [apiKey, '-----BEGIN', ...lines];
}

/** A new account with that for its secret; `null` for none. */
async function accountWith(secret: object | string | null): Promise<string> {
  const appid = contract.secrets.newAppid();
  await contract.sandbox.addAppid(appid);
  if (secret !== null) await contract.secrets.put(appid, secret);
  return appid;
}

/** What is wrong with a secret, what it then holds, and the word that must be in the message. */
function wrongSecrets(): [string, object | string | null, RegExp][] {
  const good = contract.secrets.content();
  const { merchant, authority } = contract.account;
  const expired = makeClient('expired', { key: merchant.privateKey, validToMs: Date.now() - 86_400_000 });
  const lacking = Object.keys(good).map((field): [string, object, RegExp] => [
    `no ${field}`,
    { ...good, [field]: undefined },
    new RegExp(field),
  ]);
  return [
    ['no secret at all', null, /secret/],
    ['text that is not JSON', String(good.api_key), /JSON/],
    ['no object', '[]', /JSON/],
    ['an empty api_key', { ...good, api_key: '' }, /api_key/],
    ['a number for mch_id', { ...good, mch_id: 1900000109 }, /mch_id/],
    ['another key than the certificate’s', { ...good, private_key: authority.privateKey }, /private_key/],
    ['an expired certificate', { ...good, certificate: expired.cert }, /expired/],
    ['a certificate that is no PEM', { ...good, certificate: 'MIIKYQIBAzCCCicGCSqGSIb3' }, /PEM/],
    ['a budget that is no amount', { ...good, daily_budget_yuan: '5' }, /daily_budget_yuan/],
    ...lacking,
  ];
}

describe('an account without a usable payment certificate', () => {
  it('is 400: the message names the param, says what to fix and shows no key material', async () => {
    for (const [what, secret, word] of wrongSecrets()) {
      const official_account_id = await accountWith(secret);
      const { status, data, key } = await contract.send({ official_account_id });
      expect({ what, status, data }).toEqual({ what, status: 400, data: { error_msg: expect.any(String) } });
      expect(data.error_msg).toMatch(/^official_account_id /);
      expect(data.error_msg).toMatch(word);
      for (const piece of keyMaterial()) expect(data.error_msg).not.toContain(piece);
      const { status: found } = await contract.invoke('getSentRedPack', { idempotency_key: key });
      expect({ what, found }).toEqual({ what, found: 404 });
    }
    expect(await contract.sandbox.requests()).toEqual([]);
  });

  it('pays with the same key once its secret is there', async () => {
    const official_account_id = await accountWith(null);
    const { status, key } = await contract.send({ official_account_id });
    expect(status).toBe(400);
    await contract.secrets.put(official_account_id, contract.secrets.content());
    const { data } = await contract.send({ official_account_id, idempotency_key: key });
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
  });

  it('is 400 for a status query as well, while the record itself can be read', async () => {
    const official_account_id = await accountWith(contract.secrets.content());
    const { id } = await contract.pay({ official_account_id });
    await contract.secrets.delete(official_account_id);
    await contract.coldStart();
    const { status, data } = await contract.invoke('getRedPackStatus', { id });
    expect(status).toBe(400);
    expect(data.error_msg).toMatch(/certificate/);
    expect((await contract.invoke('getSentRedPack', { id })).status).toBe(200);
  });

  it('does not stop recovery for the others', async () => {
    const gone = await accountWith(contract.secrets.content());
    const fault = { kind: 'answer', err_code: 'PROCESSING', when: 'after' } as const;
    for (const changes of [{ official_account_id: gone }, {}]) {
      await contract.sandbox.fault({ call: 'send', fault });
      expect((await contract.send(changes)).data.outcome).toBe('open');
    }
    await contract.secrets.delete(gone);
    await contract.coldStart();
    const { data } = await contract.recover();
    expect(data).toEqual({ examined: 2, paid: 1, refused: 0, parked: 0, open: 1 });
  });
});

describe('a renewed api_key', () => {
  it('is fetched at once when WeChat refuses the signature, and pays under the same number', async () => {
    const official_account_id = await accountWith(contract.secrets.content());
    await contract.pay({ official_account_id });
    const apiKey = 'n'.repeat(32);
    await contract.sandbox.call('PUT', '/accounts', { mchId: contract.account.mchId, apiKey });
    await contract.secrets.put(official_account_id, { ...contract.secrets.content(), api_key: apiKey });
    const { mch_billno } = await contract.pay({ official_account_id });
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
    await contract.sandbox.call('PUT', '/accounts', {
      mchId: contract.account.mchId,
      apiKey: contract.account.apiKey,
    });
  });
});

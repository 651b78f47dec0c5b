import { TcpProxy } from '../kit/tcp-proxy';
import { type Contract, startContract } from './harness';
import { APPID, newKey } from './packets';

const SLOT_MS = 400;

/** Configured otherwise than by default, with a first host that resets every connection. */
let contract: Contract;
let plain: Contract;
let firstHost: TcpProxy;
beforeAll(async () => {
  firstHost = await TcpProxy.start();
  firstHost.shut();
  plain = await startContract();
  contract = await startContract({
    firstHost: firstHost.hostPort,
    environment: {
      MINIAPP_ID: '42',
      SECRET_PREFIX: 'pay/of-',
      CLIENT_IP: '203.0.113.9',
      SEND_SLOT_MS: String(SLOT_MS),
    },
  });
  await contract.secrets.put(APPID, contract.secrets.content());
});
afterAll(async () => {
  await Promise.all([contract.close(), plain.close(), firstHost.close()]);
});

describe('the configuration', () => {
  it('names the mini app of a record, and its list holds no other’s', async () => {
    const { key } = await contract.pay();
    expect(await contract.record(key)).toMatchObject({ miniapp_id: '42' });
    const { data } = await contract.invoke<{ objects: { miniapp_id: string }[] }>('getSentRedPackList');
    expect(data.objects.map(({ miniapp_id }) => miniapp_id)).toEqual(['42']);
  });

  it('names the secret by its prefix, and WeChat the caller’s address', async () => {
    const { mch_billno } = await contract.pay();
    const [send] = await contract.sandbox.sends(mch_billno);
    expect(send?.fields.client_ip).toBe('203.0.113.9');
    await contract.secrets.delete(APPID);
    await contract.coldStart();
    expect((await contract.send()).status).toBe(400);
    await contract.secrets.put(APPID, contract.secrets.content());
  });

  it('goes to the next host where connecting to the first failed, and pays once', async () => {
    const before = firstHost.seen.connections;
    const { mch_billno } = await contract.pay();
    expect(firstHost.seen.connections).toBeGreaterThan(before);
    expect(await contract.sandbox.paidFen(mch_billno)).toEqual([188]);
    expect(await contract.sandbox.sends(mch_billno)).toHaveLength(1);
  });

  it('lets a send hold its slot for so long', async () => {
    await contract.pay();
    const startedAt = Date.now();
    await contract.pay();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(SLOT_MS - 5);
  });

  it('gives one key always the same number: in another table the same, for another mini app another', async () => {
    const idempotency_key = newKey();
    const first = await plain.pay({ idempotency_key });
    const other = await contract.pay({ idempotency_key });
    expect(other.mch_billno).not.toBe(first.mch_billno);
    const restored = await startContract();
    const again = await restored.pay({ idempotency_key });
    await restored.close();
    expect(again.mch_billno).toBe(first.mch_billno);
    expect(again.id).toBe(first.id);
  });

  it('has a namespace that is part of every number', async () => {
    const idempotency_key = newKey();
    const first = await plain.pay({ idempotency_key });
    const elsewhere = await startContract({ environment: { ID_NAMESPACE: 'red-pack-prod' } });
    const other = await elsewhere.pay({ idempotency_key });
    await elsewhere.close();
    expect(other.mch_billno).not.toBe(first.mch_billno);
  });
});

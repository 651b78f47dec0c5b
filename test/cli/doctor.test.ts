import { type Contract, startContract } from '../contract/harness';
import { APPID } from '../contract/packets';
import { makeClient } from '../kit/certificates';
import { diagnose } from './doctor-kit';
import { redPack } from './kit';

const DAY_MS = 86_400_000;

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
});
afterAll(() => contract.close());

/** The account's secret with a certificate that ends then. */
function ending(days: number): Promise<void> {
  const { key, cert } = makeClient(contract.account.mchId, { validToMs: Date.now() + days * DAY_MS });
  return contract.secrets.put(APPID, { ...contract.secrets.content(), certificate: cert, private_key: key });
}

describe('./red-pack doctor on the local stack', () => {
  it('is green, names each check, and says what cannot be checked there instead of calling it ok', async () => {
    const { code, stdout } = await redPack(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^quota +not checked: the quota of concurrent executions: the local stack has none$/m,
    );
    expect(stdout).toMatch(/^table +ok: red-pack-dev-records is ACTIVE$/m);
    expect(stdout).toMatch(/^identity +ok: namespace red-pack-dev, miniapp-id 1; no record yet$/m);
    expect(stdout).toMatch(
      new RegExp(`^secrets +ok: red-pack/dev/${APPID}: the certificate expires in \\d+ days$`, 'm'),
    );
    expect(stdout).toMatch(/^alarms +not checked: who subscribes to the alarms: the local stack has none$/m);
    expect(stdout).toMatch(/^functions +ok: 5 deployed, with the same settings$/m);
    expect(stdout).toMatch(/^sending +ok: not paused$/m);
    expect(stdout).toMatch(/^unfinished +ok: open 0, retry 0, person 0$/m);
    expect(stdout).toMatch(/\n\nNo error; not checked: quota, alarms\.\n$/);
  });

  it('recomputes the id of a record that is there', async () => {
    await contract.pay();
    expect((await diagnose()).seen('identity')).toEqual([
      "namespace red-pack-dev, miniapp-id 1; the oldest record's id follows from them",
    ]);
  });

  it('is an error for records of another namespace: a repeat would be a second payment', async () => {
    const { id } = await contract.pay();
    const own = (await contract.items.get(id)) ?? {};
    await contract.items.set(id, { idempotency_key: 'of another namespace', time_key: '0' });
    const { code, statuses, of } = await diagnose();
    expect({ code, status: statuses.identity }).toEqual({ code: 1, status: 'error' });
    expect(of('identity')[0]).toMatch(
      /do not follow from the namespace red-pack-dev.*Deploy with the service/,
    );
    await contract.items.set(id, { idempotency_key: own.idempotency_key, time_key: own.time_key });
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    ['is damaged', () => contract.secrets.put(APPID, '{}'), /error: .* → Correct the secret red-pack\/dev\//],
    ['has expired', () => ending(-1), /error: .*expired/],
    ['is gone', () => contract.secrets.delete(APPID), /error: There is no secret .* → .*certificate put/],
  ])('is an error when the secret %s, with its repair', async (_, spoil, finding) => {
    await spoil();
    const { code, healthy, of } = await diagnose();
    await contract.secrets.put(APPID, contract.secrets.content());
    expect({ code, healthy }).toEqual({ code: 1, healthy: false });
    expect(of('secrets')).toEqual([expect.stringMatching(finding)]);
  });

  it('is green with a warning, which its last line counts, for a certificate that ends within 30 days', async () => {
    await ending(10.5);
    const { code, stdout } = await redPack(['doctor']);
    await contract.secrets.put(APPID, contract.secrets.content());
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^secrets {5}warning: The certificate .*expires in 10 days\.\n {14}→ Get the renewed one.*\n {12}red-pack\/dev\/\w+: the certificate expires in 10 days$/m,
    );
    expect(stdout).toMatch(/\nNo error; 1 warning; not checked: quota, alarms\.\n$/);
  });

  it('warns of red packets that wait for a retry, by how many, and names the command', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } });
    const { data } = await contract.send();
    const { code, of, seen } = await diagnose();
    expect(code).toBe(0);
    expect(seen('unfinished')).toEqual(['open 0, retry 1, person 0']);
    expect(of('unfinished')).toEqual([
      expect.stringMatching(/^warning: Red packets refused for now: 1\. → .*retry-parked/),
    ]);
    await contract.items.delete(String(data.id));
  });

  it('warns of red packets that only a person can decide', async () => {
    const { data } = await contract.openPacket('before');
    await contract.items.set(String(data.id), { unresolved_at_ms: Date.now() });
    expect((await diagnose()).of('unfinished')).toContainEqual(
      expect.stringMatching(/^warning: Red packets that need a person: 1\. → .*resolve/),
    );
    await contract.items.delete(String(data.id));
  });

  it('says that sending is paused, and that what recovery knows cannot be asked then', async () => {
    await redPack(['pause']);
    const { code, statuses, of, seen } = await diagnose();
    await redPack(['unpause']);
    expect({ code, ...statuses }).toMatchObject({ code: 0, sending: 'warning', unfinished: 'not checked' });
    expect(of('sending')).toEqual([expect.stringMatching(/paused.*unpause$/)]);
    expect(seen('unfinished')[0]).toMatch(/recoverRedPacks is paused or throttled$/);
  });
});

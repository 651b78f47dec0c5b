import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { redPack } from './kit';
import { admin, announced, killSandboxes, p12Client, packetOf, startSandboxCommand } from './sandbox-kit';

interface Ledger {
  readonly accounts: readonly { readonly balanceFen: number }[];
  readonly payments: readonly { readonly mch_billno: string }[];
}

const BILLNO = '1900000109202611280000000001';

let dir: string;
beforeEach(async () => {
  dir = join(await tempFolder(), 'out');
});
afterEach(killSandboxes);
afterAll(removeTempFolders);

function textsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !/env|lock|ledger/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

test('./red-pack sandbox pays a client that has nothing but node:https and its files, and fails on demand', async () => {
  const { at, end } = await announced(['--out', dir]);
  const send = p12Client(at);
  expect(await send('sendredpack', packetOf(at, BILLNO))).toContain('<result_code><![CDATA[SUCCESS]]>');
  await admin(at, 'POST', '/faults', { call: 'send', fault: { kind: 'timeout', when: 'after' } });
  const lost = packetOf(at, BILLNO.replace(/1$/, '2'));
  await expect(send('sendredpack', lost, 2_000)).rejects.toThrow('no response');
  const files = textsIn(dir);
  expect(await end('SIGTERM')).toBe(0);

  // After a restart: the same files, the same orders, and for people what runs where.
  const second = await startSandboxCommand(['--out', dir]);
  expect(textsIn(dir)).toEqual(files);
  const env = readFileSync(join(dir, 'sandbox.env'), 'utf8');
  const [, url = ''] = /^WECHAT_PAY_URL=(.*)$/m.exec(env) ?? [];
  const [, adminUrl = ''] = /^WECHAT_PAY_SANDBOX_ADMIN=(.*)$/m.exec(env) ?? [];
  const again = p12Client({ ...at, url });
  expect(await again('sendredpack', packetOf(at, BILLNO))).toContain('SUCCESS');
  const query = { mch_billno: lost.mch_billno ?? '', appid: at.appid, bill_type: 'MCHT' };
  expect(await again('gethbinfo', query)).toContain('<status><![CDATA[SENT]]>');
  const ledger = await admin<Ledger>({ ...at, admin: adminUrl }, 'GET', '/ledger');
  expect(ledger.payments.map(({ mch_billno }) => mch_billno)).toEqual([BILLNO, lost.mch_billno]);
  expect(ledger.accounts.map(({ balanceFen }) => balanceFen)).toEqual([1_000_000 - 200]);
  for (const words of [url, adminUrl, ...Object.keys(files).filter((name) => name !== 'sandbox.json')])
    expect(second.output.stdout).toContain(words);
  expect(second.output.stdout).not.toContain(files['api-v2-key.txt']);
  expect(second.output.stderr).toBe('');
  expect(await second.end('SIGINT')).toBe(0);
  expect(readdirSync(dir).filter((name) => /env|lock/.test(name))).toEqual([]);
});

describe('./red-pack sandbox refuses', () => {
  it.each([
    [[], '--out is missing.'],
    [['--out', 'x', '--port', 'eighty'], '--port must be a port'],
    [['--out', 'x', '--admin-port', '70000'], '--admin-port must be a port'],
    [['--out', 'x', '--host', 'pay.internal'], '--host must be an IP address'],
    [['--out', 'x', '--name', 'a b'], '--name must be a host name'],
  ])('%j, with 2 and the reason', async (args, why) => {
    const { code, stderr } = await redPack(['sandbox', ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(why) });
  });
});

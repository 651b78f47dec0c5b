import { COMMANDS } from '../../cli/commands';
import { runCli } from '../../cli/run';
import { type Contract, must, startContract } from '../contract/harness';
import { redPack } from './kit';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
});
afterAll(() => contract.close());

interface Parked {
  readonly id: string;
  readonly mch_billno: string;
}

/** A packet that WeChat parked by a code; its order is paid once it is sent again. */
async function parked(err_code: string, changes: Record<string, unknown> = {}): Promise<Parked> {
  await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code } });
  const { data } = await contract.send(changes);
  expect(data.outcome).toBe('retry');
  return { id: String(data.id), mch_billno: String(data.mch_billno) };
}

/** Claims it so long ago by the record. */
async function age(id: string, hours: number): Promise<void> {
  await contract.items.set(id, { created_at: Math.floor(Date.now() / 1000) - hours * 3600 });
}

function paid({ mch_billno }: Parked): Promise<number[]> {
  return contract.sandbox.paidFen(mch_billno);
}

afterEach(async () => {
  await contract.sandbox.clearFaults();
  const { stdout } = await redPack(['unfinished', 'retry', '--json']);
  // Out of the way of the next test.
  for (const { id } of JSON.parse(stdout) as Parked[]) await contract.items.delete(id);
});

describe('./red-pack retry-parked', () => {
  it('counts and sums those of the account’s faults, asks, and sends each once under its own number', async () => {
    const all = [await parked('NOTENOUGH'), await parked('NOTENOUGH'), await parked('CA_ERROR')];
    const other = await parked('NO_AUTH');
    const { code, stdout, stderr } = await redPack(['retry-parked'], { answers: ['yes'] });
    expect(stderr).toContain('Parked by NOTENOUGH: 2 red packets, 3.76 yuan.');
    expect(stderr).toContain('Parked by CA_ERROR: 1 red packet, 1.88 yuan.');
    expect(stderr).toContain('Send 3 red packets, 5.64 yuan, again? Type yes: ');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Paid: 3 red packets, 5.64 yuan.\n' });
    for (const packet of all) expect(await paid(packet)).toEqual([188]);
    expect(await paid(other)).toEqual([]);
  });

  it('sends nothing without a yes', async () => {
    const packet = await parked('NOTENOUGH');
    const sent = (await contract.sandbox.requests()).length;
    const { code, stdout, stderr } = await redPack(['retry-parked'], { answers: ['no'] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Nothing was sent.');
    expect((await contract.sandbox.requests()).length).toBe(sent);
    expect(await contract.items.get(packet.id)).toMatchObject({ state: 'parked' });
  });

  it('never sends what is parked while it asks', async () => {
    const confirmed = await parked('NOTENOUGH');
    let late: Parked | undefined;
    const out: string[] = [];
    const ask = async (): Promise<string> => {
      late = await parked('NOTENOUGH');
      return 'yes';
    };
    const said = { out: (line: string) => void out.push(line), err: () => undefined };
    const io = { ...said, ask, askSecret: ask, readStdin: ask, isTTY: true };
    await runCli(COMMANDS, ['retry-parked', '--json'], io);
    expect(JSON.parse(out.join(''))).toMatchObject({ paid: { count: 1, yuan: 1.88 } });
    expect(await paid(confirmed)).toEqual([188]);
    expect(await paid(must(late, 'the late one'))).toEqual([]);
  });

  it('takes other codes and filters', async () => {
    const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    // Midnight may come before the end.
    const from = today();
    const key = (name: string) => ({ idempotency_key: `${name}/row-1` });
    const spring = await parked('NO_AUTH', key('spring'));
    const summer = await parked('NO_AUTH', key('springer'));
    const args = ['retry-parked', '--yes', '--json', '--code', 'NO_AUTH', '--campaign', 'spring'];
    const none = await redPack([...args, '--to', '2020-01-01']);
    expect(JSON.parse(none.stdout)).toMatchObject({ paid: { count: 0, yuan: 0 } });
    const { stdout } = await redPack([...args, '--from', from, '--to', today()]);
    expect(JSON.parse(stdout)).toMatchObject({ paid: { count: 1, yuan: 1.88 } });
    expect(await paid(spring)).toEqual([188]);
    expect(await paid(summer)).toEqual([]);
  });

  it('says what is parked still and why, and what is too old', async () => {
    const old = await parked('NOTENOUGH');
    await age(old.id, 73);
    await parked('NOTENOUGH');
    await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'answer', err_code: 'SIGN_ERROR' },
      times: 3,
    });
    const { code, stdout } = await redPack(['retry-parked', '--yes']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        'Paid: 0 red packets, 0.00 yuan.',
        'Still parked by SIGN_ERROR: 1 red packet, 1.88 yuan.',
        'Not sent: claimed more than 72 hours ago. Pay with a new key once they are refused: 1 red packet, 1.88 yuan.',
        '',
      ].join('\n'),
    });
    expect(await paid(old)).toEqual([]);
  });

  it('waits while another pass runs, and says so', async () => {
    const packet = await parked('NOTENOUGH');
    const open = await contract.openPacket('after');
    // A pass that lasts as long as WeChat keeps it waiting.
    const [fault] = await contract.sandbox.fault({
      call: 'gethbinfo',
      mch_billno: String(open.data.mch_billno),
      fault: { kind: 'slow', delayMs: 8_500 },
    });
    const pass = contract.recover();
    await contract.sandbox.hitBy(must(fault, 'the fault'));
    const { stdout, stderr } = await redPack(['retry-parked', '--yes']);
    await pass;
    expect(stderr).toContain('Another pass of recovery is running; waiting for it to end.');
    expect(stdout).toBe('Paid: 1 red packet, 1.88 yuan.\n');
    expect(await paid(packet)).toEqual([188]);
    expect(open.data.outcome).toBe('open');
  });

  it.each([
    [[], '--yes'],
    [['--yes', '--from', '2026-02-30'], '--from must be a day'],
    [['--yes', '--from', '2026-02-02', '--to', '2026-02-01'], 'later than'],
    [['--yes', '--campaign', ''], '--campaign is empty'],
    [['--yes', '--code', 'not a code'], '--code must be'],
  ])('refuses the usage %j without a terminal', async (args, why) => {
    const { code, stdout, stderr } = await redPack(['retry-parked', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});

describe('./red-pack unfinished', () => {
  it('lists as a table and as JSON, with openids masked wherever they stand', async () => {
    const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
    const { id, mch_billno } = await parked('NOTENOUGH', {
      re_openid: openid,
      idempotency_key: `spring/${openid}`,
    });
    const list = await redPack(['unfinished', 'retry']);
    expect(list).toMatchObject({ code: 0, stderr: expect.stringContaining('1 red packet, 1.88 yuan.') });
    expect(list.stdout).toMatch(
      new RegExp(`^${id} +${mch_billno} .* 1\\.88 +oUpF\\*{3}S6o .*NOTENOUGH$`, 'm'),
    );
    const { stdout } = await redPack(['unfinished', 'retry', '--json']);
    expect(stdout).not.toContain(openid);
    expect(JSON.parse(stdout)).toMatchObject([{ id, idempotency_key: 'spring/oUpF***S6o' }]);
    const whole = await redPack(['unfinished', 'retry', '--json', '--show-openids']);
    expect(JSON.parse(whole.stdout)).toMatchObject([{ id, re_openid: openid }]);
  });

  it('lists what needs a person', async () => {
    const { id } = await parked('NOTENOUGH');
    await contract.items.set(id, { unresolved_at_ms: Date.now() });
    expect(JSON.parse((await redPack(['unfinished', 'person', '--json'])).stdout)).toMatchObject([{ id }]);
    expect((await redPack(['unfinished', 'retry', '--json'])).stdout).toBe('[]\n');
    await contract.items.delete(id);
  });

  it.each([[[]], [['paid']], [['open', 'retry']]])('refuses %j', async (args) => {
    const { code, stderr } = await redPack(['unfinished', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain('Give one list: open, retry or person');
  });
});

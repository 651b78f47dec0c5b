import { type Command, defineCommand } from '../../cli/command';
import { COMMANDS } from '../../cli/commands';
import { CommandError, UsageError } from '../../cli/errors';
import { runCli } from '../../cli/run';
import { redPack, redPackIn } from './kit';

const calls: unknown[] = [];

function command(name: string, changes: Partial<Command> = {}): Command {
  const body = defineCommand({
    usage: `./red-pack ${name} [--rate N]\n\nMore about it.`,
    options: { rate: { type: 'string' }, json: { type: 'boolean' } },
    run: ({ values, positionals }) => {
      calls.push({ name, values: { ...values }, positionals });
      return Promise.resolve(0);
    },
    ...changes,
  });
  return { name, summary: `Does ${name}`, ...body };
}

const TABLE = [
  command('plan'),
  command('plan all', { allowPositionals: true }),
  command('fail', { run: () => Promise.reject(new CommandError('The reason.')) }),
  command('full', {
    run: () =>
      Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
  }),
  command('misuse', { run: () => Promise.reject(new UsageError('--rate is missing.')) }),
];

async function run(...args: string[]) {
  const said = { out: '', err: '' };
  const write = (to: 'out' | 'err') => (line: string) => {
    said[to] += `${line}\n`;
  };
  const never = () => Promise.reject(new Error('not asked'));
  const io = {
    out: write('out'),
    err: write('err'),
    ask: never,
    askSecret: never,
    readStdin: never,
    isTTY: false,
  };
  return { code: await runCli(TABLE, args, io), ...said };
}

beforeEach(() => {
  calls.length = 0;
});

describe('./red-pack', () => {
  it('runs the command that the words name, the longer name first, with its options and arguments', async () => {
    expect(await run('plan', '--rate', '5', '--json')).toEqual({ code: 0, out: '', err: '' });
    expect((await run('plan', 'all', 'a', 'b')).code).toBe(0);
    expect(calls).toEqual([
      { name: 'plan', values: { rate: '5', json: true }, positionals: [] },
      { name: 'plan all', values: {}, positionals: ['a', 'b'] },
    ]);
  });

  it('shows all commands for --help, and ends with 2 without a command', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const { name, summary } of TABLE)
      expect(help.out).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
    expect(await run()).toEqual({ code: 2, out: '', err: help.out });
  });

  it('shows the usage of a command for its --help, whatever else is given, and runs nothing', async () => {
    const { code, out, err } = await run('plan', '--rate', '5', '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('./red-pack plan [--rate N]\n\nMore about it.');
    expect(out).toContain('--stack <service>-<stage>');
    expect(calls).toEqual([]);
  });

  it.each([
    [['plam'], 'There is no command "plam". Did you mean "plan"?'],
    [['plan', '-x'], 'There is no option -x.'],
    [['xyzzy'], 'There is no command "xyzzy". Help'],
    [['--json', 'plan'], 'A command comes first, then its options; got "--json".'],
    [['plan', '--rat', '5'], 'There is no option --rat. Did you mean --rate?'],
    [['plan', '--rate'], "Option '--rate <value>' argument missing"],
    [['plan', 'one'], "Unexpected argument 'one'."],
    [['plan', '--stack', 'prod'], '--stack must be <service>-<stage>'],
    [['plan', '--region', 'cn-north-1'], '--region goes with --stack'],
    [['misuse'], '--rate is missing.'],
  ])('ends %j with 2 and says what is wrong', async (args, why) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')[0]).toContain(why);
    expect(err).toMatch(/Help: \.\/red-pack .*--help/);
    expect(calls).toEqual([]);
  });

  it('shows the usage line after what is wrong with the arguments of a command', async () => {
    expect((await run('plan', '--rat', '5')).err).toContain('\n\n./red-pack plan [--rate N]\nHelp:');
  });

  it('ends a command that fails with 1 and its reason alone', async () => {
    expect(await run('fail')).toEqual({ code: 1, out: '', err: 'The reason.\n' });
  });

  it('says what to do about a full disk, of which Node names only the call', async () => {
    const { code, err } = await run('full');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('free some space, then give the same command again'),
    ]);
  });
});

describe('the commands', () => {
  it.each(COMMANDS.map((each) => [each.name, each] as const))(
    '%s: its usage begins with how it is called and names each of its options',
    (name, { usage, options }) => {
      expect(usage).toMatch(new RegExp(`^\\./red-pack ${name}( |\\n|$)`));
      for (const option of Object.keys(options)) expect(usage).toMatch(new RegExp(`--${option}\\b`));
    },
  );

  it('of a group are shown by its name', async () => {
    const { code, stdout } = await redPack(['certificate', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('certificate list');
    expect(stdout).not.toContain('recount');
    expect(await redPack(['certificate'])).toEqual({ code: 2, stdout: '', stderr: stdout });
    expect((await redPack(['certificate', 'ptu'])).stderr).toContain('Did you mean "certificate put"?');
  });

  it('are run by the executable, which passes on their exit code', async () => {
    const help = await redPackIn({}, '--help');
    expect({ ...help, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(help.stdout).toContain('./red-pack COMMAND --help');
    expect(await redPackIn({}, 'resolv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"resolve"'),
    });
  });
});

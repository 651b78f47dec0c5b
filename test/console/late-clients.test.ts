import { runNode, stdoutOf } from '../kit/process';
import { LATE_CLIENTS } from './late-clients';

/** The clients of AWS that a process has loaded with this module. */
async function clientsWith(module: string): Promise<string[]> {
  const list = `Object.keys(require.cache).flatMap((path) => /@aws-sdk.client-[a-z0-9-]+/.exec(path) ?? [])`;
  const script = `require('${module}'); console.log([...new Set(${list})].join('\\n'));`;
  return stdoutOf(await runNode(['--require', 'tsx/cjs', '--eval', script]))
    .trim()
    .split('\n');
}

describe('the console', () => {
  it('loads without the clients that only campaigns on AWS need', async () => {
    const clients = await clientsWith('./console/index.ts');
    expect(clients.filter((name) => LATE_CLIENTS.includes(name))).toEqual([]);
  });

  it('has them as soon as it does something on AWS', async () => {
    expect(await clientsWith('./cli/campaign/aws/index.ts')).toEqual(
      expect.arrayContaining([...LATE_CLIENTS]),
    );
  });
});

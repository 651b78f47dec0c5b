import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { ROOT } from '../kit/process';

/** A command whose standard streams are these; what comes out of a pipe is read. */
async function ended(args: readonly string[], stdio: ['ignore', 'pipe' | number, 'pipe' | number]) {
  const child = spawn(`${ROOT}/red-pack`, args, { stdio });
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** Takes nothing, as a disk that is full. */
const FULL = '/dev/full';

describe('a command whose output goes nowhere', () => {
  it('does its work when its messages are lost', async () => {
    const child = spawn(`${ROOT}/red-pack`, ['bogus'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.destroy();
    child.stdout.resume();
    // Its own exit code, and not that of an error nobody has caught.
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  it('ends as usual when its reader has enough', async () => {
    const child = spawn(`${ROOT}/red-pack`, ['--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect([...(await once(child, 'close')), said]).toEqual([0, null, '']);
  });

  // Only Linux has the device. Elsewhere this test does not exist, since `npm test` counts a skipped test as failed.
  if (process.platform === 'linux')
    it('says so, and ends with 1, when the disk is full', async () => {
      const full = await open(FULL, 'w');
      try {
        const { code, err } = await ended(['--help'], ['ignore', full.fd, 'pipe']);
        expect([code, err]).toEqual([
          1,
          'The output could not be written: ENOSPC: no space left on device, write\n',
        ]);
        expect((await ended(['bogus'], ['ignore', 'pipe', full.fd])).code).toBe(2);
      } finally {
        await full.close();
      }
    });
});

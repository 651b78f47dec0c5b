import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTempFolder } from '../../../cli/campaign/plan/temp-folder';
import { ROOT } from '../../kit/process';

const DAY_S = 24 * 3600;
const found: string[] = [];

afterAll(() => {
  for (const path of found) rmSync(path, { recursive: true, force: true });
});

/** As a process leaves it that was killed. */
function leftBy(pid: number, agoS = 0): string {
  const path = mkdtempSync(join(tmpdir(), `red-pack-upload-${pid}-`));
  mkdirSync(join(path, 'recipients'));
  const atS = Date.now() / 1000 - agoS;
  utimesSync(path, atS, atS);
  found.push(path);
  return path;
}

describe('a temporary folder of recipients', () => {
  it('is deleted when an earlier process with our pid has left it, but not one in use', () => {
    const used = makeTempFolder();
    const left = leftBy(process.pid);
    const next = makeTempFolder();
    expect([left, used.path, next.path].map(existsSync)).toEqual([false, true, true]);
    used.remove();
    next.remove();
    expect([used.path, next.path].map(existsSync)).toEqual([false, false]);
  });

  it('stays while another live process may use it, and no longer than a day', () => {
    const [fresh, old] = [leftBy(process.ppid), leftBy(process.ppid, DAY_S + 60)];
    makeTempFolder().remove();
    expect([fresh, old].map(existsSync)).toEqual([true, false]);
  });

  it.each([
    ['that Ctrl-C ends', '', [null, 'SIGINT']],
    [
      'that ends by itself after Ctrl-C',
      "require('./cli/interrupted').interrupted().then(() => process.exit(7));",
      [7, null],
    ],
  ])('goes with a process %s', async (_, listen, expected) => {
    const code = `${listen}
      const { path } = require('./cli/campaign/plan/temp-folder').makeTempFolder();
      setInterval(() => undefined, 1000);
      console.log(path);`;
    const child = spawn(process.execPath, ['-r', 'tsx/cjs', '-e', code], { cwd: ROOT });
    const ended = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const path = said.toString().trim();
    expect(existsSync(path)).toBe(true);
    child.kill('SIGINT');
    expect(await ended).toEqual(expected);
    expect(existsSync(path)).toBe(false);
  });
});

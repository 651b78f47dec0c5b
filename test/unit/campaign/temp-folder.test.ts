import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTempFolder } from '../../../cli/campaign/plan/temp-folder';

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
});

import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, startInBackground } from '../../cli/campaign/background';
import { removeTempFolders, tempFolder } from '../kit/folder';

/** Preloaded: the first command waits for a file before it can say anything, however fast it starts. */
const WAITS = `const { existsSync } = require('node:fs');
const nap = new Int32Array(new SharedArrayBuffer(4));
while (process.argv.includes('first') && !existsSync(__dirname + '/go')) Atomics.wait(nap, 0, 0, 10);`;

afterEach(() => {
  delete process.env.NODE_OPTIONS;
});
afterAll(removeTempFolders);

it('two commands that are started at once each have a log of their own, whichever speaks first', async () => {
  const dir = await tempFolder();
  const log = join(dir, 'run.log');
  await writeFile(join(dir, 'waits.cjs'), WAITS);
  process.env.NODE_OPTIONS = `--require=${join(dir, 'waits.cjs')}`;
  const first = startInBackground(['first'], log);
  const second = startInBackground(['second'], log);
  await once(second, 'exit');
  await writeFile(join(dir, 'go'), '');
  await once(first, 'exit');
  const said = (pid: number | null): Promise<string[]> => lastLines(log, 1, pid);
  expect(await said(first.pid ?? 0)).toEqual([expect.stringContaining('"first"')]);
  expect(await said(second.pid ?? 0)).toEqual([expect.stringContaining('"second"')]);
  expect(await said(null)).toEqual(await said(first.pid ?? 0));
});

it('a command that is started takes away the logs of those that have ended, and no other file', async () => {
  const dir = await tempFolder();
  // No process has the first number.
  for (const name of ['run.log.999999999', `run.log.${process.pid}`, 'run.log.old', 'report.log.999999999'])
    await writeFile(join(dir, name), 'said\n');
  const child = startInBackground(['--help'], join(dir, 'run.log'));
  expect((await readdir(dir)).sort()).toEqual(
    ['report.log.999999999', `run.log.${process.pid}`, `run.log.${child.pid}`, 'run.log.old'].sort(),
  );
  await once(child, 'exit');
});

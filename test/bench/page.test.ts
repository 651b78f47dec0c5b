import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { page } from '../../scripts/bench/page';
import { count } from '../../scripts/bench/report';
import { readRun, runOf } from '../../scripts/bench/run';
import { FUNCTIONS } from '../../scripts/functions';

const PAGE = join(__dirname, '../../docs/benchmarks.md');

describe('docs/benchmarks.md', () => {
  it('is what the generator writes from docs/benchmarks.json; if not, run `npm run bench -- --page`', async () => {
    expect(await readFile(PAGE, 'utf8')).toBe(page(await readRun()));
  });

  it.each(FUNCTIONS)('has the load and the bundle of %s', async (name) => {
    const rows = (await readRun()).lines.map(({ what }) => what);
    expect(rows).toEqual(expect.arrayContaining([`load of ${name}, over bare node`, `bundle of ${name}`]));
  });
});

describe('the page of a run', () => {
  const line = count('handshakes', '2', '1', false);

  it('names the machine, its load and the versions, and lists each target that was missed', () => {
    const text = page(runOf([line], 0.4, 1.2));
    expect(text).toContain(`Node ${process.version.slice(1)}, ${process.platform} ${process.arch}`);
    expect(text).toContain('Load average 0.4 at the start');
    expect(text).toContain('tenpay 2.');
    expect(text).toContain('## Targets missed\n\n- *handshakes*');
    expect(page(runOf([{ ...line, met: true }], 0.4, 1.2))).not.toContain('## Targets missed');
  });

  it('says that others were at work only if the load was above the number of cores', () => {
    const run = runOf([line], 0, 0);
    const at = (loadAfter: number) => page({ ...run, machine: { ...run.machine, cores: 2, loadAfter } });
    expect(at(2.1)).toContain('other processes were running');
    expect(at(2)).not.toContain('other processes were running');
  });
});

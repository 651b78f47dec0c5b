import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Baseline, isCaught, judge, judgeAll, type Verdict } from '../../scripts/seeded-faults/judge';
import { SandboxCopy } from '../../scripts/seeded-faults/sandbox-copy';
import { line, page } from '../../scripts/seeded-faults/table';
import { refuseTypeErrors } from '../../scripts/seeded-faults/types';
import { seedFault, type Variant } from '../../scripts/seeded-faults/variant';
import { removeTempFolders, tempFolder, writeFiles } from '../kit/folder';
import { ROOT } from '../kit/process';
import { VARIANTS } from './variants/index';

// Each verdict runs Jest, or tsc, as a process of its own, which takes many times longer on a busy machine.
jest.setTimeout(300_000);

const ALL = Object.values(VARIANTS).flat();

describe('every variant', () => {
  it.each(ALL.map((variant) => [variant.name, variant] as const))(
    '%s: still fits the code',
    async (_, variant) => {
      const source = await readFile(join(ROOT, variant.file), 'utf8');
      expect(variant.file).toMatch(/^shared\//);
      expect(seedFault(source, variant)).not.toBe(source);
    },
  );

  it('has a name of its own, and stands in docs/seeded-faults.md', async () => {
    const names = ALL.map(({ name }) => name);
    const docs = await readFile(join(ROOT, 'docs/seeded-faults.md'), 'utf8');
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !docs.includes(`**${name}**`))).toEqual([]);
  });
});

/** A small project, with a test of its units and one that stands for the simulation. */
const PROJECT = {
  'shared/fen.ts':
    'export const fen = (yuan: number): number => yuan * 100;\nexport const zero = (): number => 0;\n',
  'test/unit/fen.test.ts':
    "import { fen, zero } from '../../shared/fen';\ntest('a yuan', () => expect(fen(1)).toBe(100));\ntest('nothing', () => expect(zero()).toBe(0));\n",
  'test/simulation/fen.test.ts':
    "import { fen } from '../../shared/fen';\ntest('pays a yuan', () => expect(fen(1)).toBe(100));\n",
};

const BROKEN: Variant = {
  name: 'a cent too much',
  danger: 'A fen is lost.',
  file: 'shared/fen.ts',
  find: 'yuan * 100',
  replace: 'yuan * 100 + 1',
};

describe('the command', () => {
  let folder: string;
  let copy: SandboxCopy;
  let baseline: Baseline;

  async function project(files: Readonly<Record<string, string>>): Promise<SandboxCopy> {
    const root = join(folder, 'project');
    await rm(root, { recursive: true, force: true });
    await writeFiles(root, files);
    for (const name of ['jest.config.cjs', 'tsconfig.json'])
      await writeFile(join(root, name), await readFile(join(ROOT, name)));
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'dir');
    return SandboxCopy.create(root, join(folder, 'sound'));
  }

  function verdictOf(variant: Variant): Promise<Verdict> {
    return judge(copy, variant, baseline, 'count');
  }

  beforeAll(async () => {
    folder = await tempFolder();
    baseline = new Baseline(await project(PROJECT), 1);
    copy = await SandboxCopy.create(join(folder, 'project'), join(folder, 'copy'));
  });

  afterAll(removeTempFolders);

  it('names the test that catches a variant, and restores the code afterwards', async () => {
    const [verdict] = await judgeAll([BROKEN], [copy], baseline, 'count', () => undefined);
    expect(verdict?.caught).toEqual(
      expect.arrayContaining([
        { suite: 'unit', file: 'test/unit/fen.test.ts', test: 'a yuan' },
        { suite: 'simulation', file: 'test/simulation/fen.test.ts', test: 'pays a yuan' },
      ]),
    );
    expect(isCaught(verdict as Verdict)).toBe(true);
    expect(line(verdict as Verdict)).toMatch(/^✓ a cent too much .*: fen › a yuan$/);
    expect(await readFile(join(folder, 'copy/shared/fen.ts'), 'utf8')).toBe(PROJECT['shared/fen.ts']);
    expect(page(new Map([['Money', [verdict as Verdict]]]))).toContain(
      '| 1: fen › a yuan | 1: fen › pays a yuan |',
    );
  });

  it.each([
    ['the simulation, which must see it', {}, { suite: 'simulation', test: 'pays a yuan' }],
    [
      'the units, where there is a reason',
      { unseen: 'It pays yuan only.' },
      { suite: 'unit', test: 'a yuan' },
    ],
  ])('judges to the first failure with %s', async (_, changes, by) => {
    const verdict = await judge(copy, { ...BROKEN, ...changes }, baseline, 'first');
    expect(verdict).toMatchObject({ error: null, caught: [by] });
    expect(isCaught(verdict)).toBe(true);
  });

  it('reports a variant that breaks nothing as not caught', async () => {
    const verdict = await verdictOf({
      ...BROKEN,
      name: 'nothing',
      replace: '100 * yuan',
      unseen: 'no reason',
    });
    expect([verdict.caught, isCaught(verdict)]).toEqual([[], false]);
    expect(line(verdict)).toMatch(/^✗ nothing .*NOT CAUGHT$/);
  });

  it('does not take the units’ word where the simulation must see it, unless there is a reason', async () => {
    const unitOnly = { ...BROKEN, name: 'something', find: 'number => 0', replace: 'number => 1' };
    const verdict = await verdictOf(unitOnly);
    expect(verdict.caught.map(({ suite }) => suite)).toEqual(['unit']);
    expect(isCaught(verdict)).toBe(false);
    expect(line(verdict)).toMatch(/^✗ something .*THE SIMULATION MISSES IT/);
    expect(isCaught({ ...verdict, variant: { ...unitOnly, unseen: 'It pays yuan only.' } })).toBe(true);
  });

  it.each([
    ['whose text is gone', { find: 'yuan * 1000' }, 'occurs 0 times'],
    ['whose text stands twice', { find: 'number' }, 'occurs 3 times'],
    ['that cannot be loaded', { replace: '0;\nthrow new Error()' }, 'does not run'],
    ['that ends the process', { replace: '0;\nprocess.exit(3)' }, 'jest ended with 3'],
  ])('refuses a variant %s, by name', async (_, changes, why) => {
    const verdict = await verdictOf({ ...BROKEN, ...changes });
    expect(verdict.error).toContain(why);
    expect(verdict.error).toContain('a cent too much');
    expect(isCaught(verdict)).toBe(false);
  });

  it('refuses a variant that tsc would catch, by name', async () => {
    const check = (variant: Variant) =>
      refuseTypeErrors(join(folder, 'project'), join(folder, 'types'), [BROKEN, variant]);
    await expect(check({ ...BROKEN, name: 'a text', replace: 'String(yuan)' })).rejects.toThrow(
      '"a text": shared/fen.ts',
    );
    await expect(check(BROKEN)).resolves.toBeUndefined();
  });

  it('stops when a test fails without a fault', async () => {
    const red = { ...PROJECT, 'test/unit/red.test.ts': "test('is red', () => expect(1).toBe(2));\n" };
    await expect(new Baseline(await project(red), 1).isGreen('all')).rejects.toThrow(
      'test/unit/red.test.ts › is red',
    );
  });
});

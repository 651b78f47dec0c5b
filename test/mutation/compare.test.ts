import { compare, total } from '../../scripts/mutation/compare';
import { percent, reasonList, scoreTable } from '../../scripts/mutation/page';
import type { Reason } from '../../scripts/mutation/reasons';
import { type MutationReport, readMutants } from '../../scripts/mutation/report';

const SOURCE = ['const LIMIT = 5;', '', 'export function over(n: number) {', '  return n > LIMIT;', '}', ''];

/** A mutant of the source above, at a line and its columns. */
function mutant(status: string, line: number, from: number, to: number, replacement = '', endLine = line) {
  const location = { start: { line, column: from }, end: { line: endLine, column: to } };
  return { mutatorName: 'SomeMutator', replacement, status, location };
}

function reportOf(...mutants: ReturnType<typeof mutant>[]): MutationReport {
  return { files: { 'shared/a.ts': { source: SOURCE.join('\n'), mutants } } };
}

/** `n > LIMIT` became `n >= LIMIT`. */
const BOUNDARY = mutant('Survived', 4, 10, 19, 'n >= LIMIT');
const REASON: Reason = {
  file: 'shared/a.ts',
  mutator: 'SomeMutator',
  original: 'n > LIMIT',
  replacement: 'n >= LIMIT',
  reason: 'Nobody can be at the limit to the millisecond.',
};

function judged(mutants: ReturnType<typeof mutant>[], reasons: Reason[] = [], isWhole = true) {
  return compare(readMutants(reportOf(...mutants)), reasons, isWhole);
}

describe('a mutant of the report', () => {
  it('is known by the text of what was changed, and by its line', () => {
    expect(readMutants(reportOf(BOUNDARY))).toEqual([
      {
        file: 'shared/a.ts',
        mutator: 'SomeMutator',
        original: 'n > LIMIT',
        replacement: 'n >= LIMIT',
        line: 'return n > LIMIT;',
        lineNumber: 4,
        outcome: 'survived',
      },
    ]);
  });

  it('may span lines', () => {
    const [block] = readMutants(reportOf(mutant('Killed', 3, 33, 2, '{}', 5)));
    expect(block).toMatchObject({ original: '{\n  return n > LIMIT;\n}', outcome: 'killed' });
  });

  it('that no test runs has survived, and one that does not end is told apart', () => {
    const outcome = (status: string) => readMutants(reportOf(mutant(status, 1, 1, 6)))[0]?.outcome;
    expect(['Killed', 'Timeout'].map(outcome)).toEqual(['killed', 'timed out']);
    expect(['Survived', 'NoCoverage'].map(outcome)).toEqual(['survived', 'survived']);
    expect(['CompileError', 'RuntimeError', 'Ignored'].map(outcome)).toEqual(Array(3).fill('not judged'));
  });
});

describe('survivors against reasons', () => {
  it('a survivor without a reason is unexplained', () => {
    const { unexplained, unused, scores } = judged([BOUNDARY, mutant('Killed', 4, 10, 19)]);
    expect(unexplained).toMatchObject([{ lineNumber: 4, replacement: 'n >= LIMIT' }]);
    expect(unused).toEqual([]);
    expect(scores.get('shared/a.ts')).toEqual({ killed: 1, excused: 0, unexplained: 1 });
  });

  it('its reason excuses it', () => {
    const { unexplained, unused, scores } = judged([BOUNDARY], [REASON]);
    expect([unexplained, unused]).toEqual([[], []]);
    expect(scores.get('shared/a.ts')).toEqual({ killed: 0, excused: 1, unexplained: 0 });
  });

  it('one that does not end is killed, and was only slow when it has a reason', () => {
    const slow = { ...BOUNDARY, status: 'Timeout' };
    expect(judged([slow]).scores.get('shared/a.ts')).toEqual({ killed: 1, excused: 0, unexplained: 0 });
    const { unexplained, unused, scores } = judged([slow], [REASON]);
    expect([unexplained, unused]).toEqual([[], []]);
    expect(scores.get('shared/a.ts')).toEqual({ killed: 0, excused: 1, unexplained: 0 });
  });

  it.each<[string, Partial<Reason>]>([
    ['of another file', { file: 'shared/b.ts' }],
    ['of another mutator', { mutator: 'OtherMutator' }],
    ['of other source', { original: 'n >  LIMIT' }],
    ['of another change', { replacement: 'n < LIMIT' }],
    ['of another line', { line: 'if (n > LIMIT) {' }],
  ])('a reason %s does not, and is reported as needed by none', (_, changes) => {
    const other = { ...REASON, ...changes };
    const { unexplained, unused } = judged([BOUNDARY], [other]);
    expect(unexplained).toHaveLength(1);
    expect(unused).toEqual([other]);
  });

  it('a reason may name its line, and may stand for whatever a mutator makes of a part', () => {
    const any = { ...REASON, replacement: '*', line: 'return n > LIMIT;' };
    const two = [BOUNDARY, mutant('NoCoverage', 4, 10, 19, 'n < LIMIT')];
    expect(judged(two, [any])).toMatchObject({ unexplained: [], unused: [] });
  });

  it('a reason for what is killed by now is needed by none', () => {
    expect(judged([{ ...BOUNDARY, status: 'Killed' }], [REASON]).unused).toEqual([REASON]);
  });

  it('a run over some files does not judge the reasons of others, one over all does', () => {
    const other = { ...REASON, file: 'shared/b.ts' };
    expect(judged([BOUNDARY], [REASON, other], false).unused).toEqual([]);
    expect(judged([BOUNDARY], [REASON, other], true).unused).toEqual([other]);
  });

  it('what could not be judged counts neither way', () => {
    const { scores, unexplained } = judged([mutant('RuntimeError', 1, 1, 6)]);
    expect([scores.size, unexplained]).toEqual([0, []]);
  });
});

describe('the page', () => {
  const scores = new Map([
    ['shared/b.ts', { killed: 3, excused: 1, unexplained: 0 }],
    ['shared/a.ts', { killed: 4, excused: 0, unexplained: 0 }],
  ]);

  it('has a row per file and one of all, in percent of all mutants, the excused ones included', () => {
    expect(scoreTable({ scores }).split('\n').slice(2)).toEqual([
      '| `shared/a.ts` | 4 | 4 | 0 | 0 | 100.0% |',
      '| `shared/b.ts` | 4 | 3 | 1 | 0 | 75.0% |',
      '| all | 8 | 7 | 1 | 0 | 87.5% |',
    ]);
    expect(percent(total([]))).toBe('–');
  });

  it('gives the changes that have one reason together', () => {
    const reasons = [
      REASON,
      { ...REASON, original: 'LIMIT', replacement: '*' },
      { ...REASON, original: '`n`', replacement: '' },
    ];
    expect(reasonList(reasons)).toBe(
      [
        '### `shared/a.ts`',
        '',
        '- Nobody can be at the limit to the millisecond.',
        '  - `n > LIMIT` → `n >= LIMIT`',
        '  - `LIMIT`, any replacement by SomeMutator',
        '  - `` `n` `` removed',
      ].join('\n'),
    );
  });
});

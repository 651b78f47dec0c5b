/** One mutant in Stryker's JSON report. Lines and columns count from 1, the end is exclusive. */
interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface MutationReport {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>
  >;
}

/** One mutant, identified by source text, which stays valid when other code in its file changes. */
export interface Mutant {
  readonly file: string;
  readonly mutator: string;
  /** The text of the mutated part. */
  readonly original: string;
  readonly replacement: string;
  /** The trimmed source line on which it begins. */
  readonly line: string;
  /** For display only. */
  readonly lineNumber: number;
  readonly outcome: 'killed' | 'timed out' | 'survived' | 'not judged';
}

const OUTCOMES: Readonly<Record<string, Mutant['outcome']>> = {
  Killed: 'killed',
  Timeout: 'timed out',
  Survived: 'survived',
  // No test runs it.
  NoCoverage: 'survived',
};

export function readMutants({ files }: MutationReport): Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => parseMutant(file, lines, mutant));
  });
}

function parseMutant(file: string, lines: readonly string[], mutant: ReportedMutant): Mutant {
  const { start, end } = mutant.location;
  const part = lines.slice(start.line - 1, end.line);
  // Cut the end first: on a single line, cutting the start would shift the end's column.
  part[part.length - 1] = (part.at(-1) ?? '').slice(0, end.column - 1);
  part[0] = (part[0] ?? '').slice(start.column - 1);
  return {
    file,
    mutator: mutant.mutatorName,
    original: part.join('\n'),
    replacement: mutant.replacement ?? '',
    line: (lines[start.line - 1] ?? '').trim(),
    lineNumber: start.line,
    outcome: OUTCOMES[mutant.status] ?? 'not judged',
  };
}

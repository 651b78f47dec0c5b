/** What the JSON report of Stryker says of one mutant. Lines and columns count from 1, the end is exclusive. */
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

/** One mutant by its text, which outlives an edit elsewhere in its file. */
export interface Mutant {
  readonly file: string;
  readonly mutator: string;
  /** The text of the mutated part, and what stood there instead. */
  readonly original: string;
  readonly replacement: string;
  /** The source line on which it begins, without its indent; and its number, for people. */
  readonly line: string;
  readonly lineNumber: number;
  readonly outcome: 'killed' | 'timed out' | 'survived' | 'not judged';
}

const OUTCOMES: Readonly<Record<string, Mutant['outcome']>> = {
  Killed: 'killed',
  Timeout: 'timed out',
  Survived: 'survived',
  // No test even runs it.
  NoCoverage: 'survived',
};

export function readMutants({ files }: MutationReport): Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => readMutant(file, lines, mutant));
  });
}

function readMutant(file: string, lines: readonly string[], mutant: ReportedMutant): Mutant {
  const { start, end } = mutant.location;
  const part = lines.slice(start.line - 1, end.line);
  // From the end first: on a single line the start's columns would shift it.
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

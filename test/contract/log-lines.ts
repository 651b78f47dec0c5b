import type { Contract } from './harness';

/** One line that a function logged. */
export type LogLine = Readonly<Record<string, unknown>> & {
  readonly level: string;
  readonly message: string;
};

/** Lambda's own lines around those of the functions. */
const PLATFORM_LINE = /^(START|END|REPORT) RequestId: /;

/** What the functions have logged of one record so far, in their order. */
export async function linesOf(contract: Contract, recordId: string): Promise<LogLine[]> {
  const lines = (await contract.logs()).split('\n').filter((raw) => raw !== '' && !PLATFORM_LINE.test(raw));
  return lines.map((raw) => JSON.parse(raw) as LogLine).filter(({ record_id }) => record_id === recordId);
}

/** The messages of its errors. */
export async function errorsOf(contract: Contract, recordId: string): Promise<string[]> {
  const lines = await linesOf(contract, recordId);
  return lines.filter(({ level }) => level === 'ERROR').map(({ message }) => message);
}

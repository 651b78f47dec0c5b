import { parse } from 'csv-parse/sync';

/** The rows of a CSV file by the names of their columns, as an independent reader sees them. */
export function csvRows(text: string): Record<string, string>[] {
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
  // Excel shows the apostrophe before a text that it would calculate as nothing.
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell.replace(/^'/, '')])),
  );
}

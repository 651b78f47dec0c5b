import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { FileError } from '../reason/errors';
import { decoded, findEncoding } from './encoding';
import { type Delimiter, KNOWN_DELIMITERS } from './read-as';
import type { Input, InputRow } from './row';

/** An unclosed quote would otherwise take the rest of the file for one cell. The API's texts have 600 bytes in all. */
const MAX_RECORD_BYTES = 16_384;

/** The character that separates the names in the header line: all rows use it, whatever else stands in their texts. */
function findDelimiter(headerLine: string, path: string): Delimiter {
  if (/^sep=/i.test(headerLine)) throw new FileError({ kind: 'sep-line', file: path });
  const bare = headerLine.replace(/"[^"]*"/g, '');
  const counts = KNOWN_DELIMITERS.map((delimiter) => ({
    delimiter,
    count: bare.split(delimiter).length - 1,
  }));
  const [most] = counts.sort((a, b) => b.count - a.count);
  if (most !== undefined && most.count > 0) return most.delimiter;
  if (/[，；]/.test(bare)) throw new FileError({ kind: 'wide-commas', file: path });
  return ',';
}

/** What is wrong with a file whose records cannot be told apart. None of its content is repeated. */
function fileFault(file: string, error: CsvError, line: number): FileError {
  const overBytes = error.code === 'CSV_MAX_RECORD_SIZE' ? MAX_RECORD_BYTES : null;
  return new FileError({ kind: 'open-quote', file, line, overBytes });
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

async function* csvRows(path: string, encoding: string, delimiter: Delimiter): AsyncGenerator<InputRow> {
  // The parser tells an error before it has given out the rows in front of it.
  let parsed = 0;
  const parser = parse({
    delimiter,
    info: true,
    on_record: (record: string[], { lines }: { readonly lines: number }) => {
      parsed = lines;
      return record;
    },
    // The parser would look for it in the first line alone; files edited on two systems have both.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD_BYTES,
    // Rows that are too long or too short have their own sentence; with the parser's they would end the file.
    relax_column_count: true,
  });
  pipeline(Readable.from(decoded(path, encoding)), parser, () => undefined);
  let before = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      yield { row: before + 1, cells: record };
      before = info.lines;
    }
  } catch (error) {
    // The parser's own messages repeat what stands in the file.
    if (error instanceof CsvError) throw fileFault(path, error, parsed + 1);
    throw error;
  }
}

/** @param given the value of `--encoding`. @throws CommandError */
export async function openCsv(path: string, head: Buffer, given: string | null): Promise<Input> {
  const encoding = await findEncoding(path, head, given);
  const [line = ''] = new TextDecoder(encoding).decode(head, { stream: true }).split(/\r\n|\n|\r/, 1);
  const delimiter = findDelimiter(line, path);
  return {
    readAs: { as: 'csv', encoding, delimiter },
    encoding,
    delimiter,
    rows: () => csvRows(path, encoding, delimiter),
  };
}

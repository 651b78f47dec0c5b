import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, type InferOutput, minLength, optional, parse, pipe, strictObject, string } from 'valibot';

const text = pipe(string(), minLength(1));

/** Why a survivor needs no test. Matched by source text, so that it stays valid when other code changes. */
const reason = strictObject({
  file: text,
  mutator: text,
  /** The exact source text of the mutated part. */
  original: text,
  /** The replacement; `*` stands for any replacement by this mutator. */
  replacement: string(),
  /** The trimmed source line on which it begins: needed if the same text occurs in several places. */
  line: optional(text),
  reason: pipe(string(), minLength(20)),
});

export type Reason = InferOutput<typeof reason>;

/** Reads every `survivors-*.json` of the folder. @throws ValiError for an entry that does not match the schema. */
export function readReasons(folder: string): Reason[] {
  return readdirSync(folder)
    .filter((name) => /^survivors-.*\.json$/.test(name))
    .sort()
    .flatMap((name) => parse(array(reason), JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

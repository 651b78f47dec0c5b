import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, type InferOutput, minLength, optional, parse, pipe, strictObject, string } from 'valibot';

const text = pipe(string(), minLength(1));

/** Why it does not matter that no test notices a mutant. Found by text, so that edits elsewhere leave it valid. */
const reason = strictObject({
  file: text,
  mutator: text,
  /** The exact source of the mutated part. */
  original: text,
  /** What stands there instead; `*` is whatever this mutator makes of it. */
  replacement: string(),
  /** The source line on which it begins, without its indent: where the same part stands in several places. */
  line: optional(text),
  reason: pipe(string(), minLength(20)),
});

export type Reason = InferOutput<typeof reason>;

/** Every `survivors-*.json` of the folder. @throws ValiError for an entry that is not of the form above. */
export function readReasons(folder: string): Reason[] {
  return readdirSync(folder)
    .filter((name) => /^survivors-.*\.json$/.test(name))
    .sort()
    .flatMap((name) => parse(array(reason), JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'valibot';
import { type Manifest, manifestSchema } from '../../shared/campaign/manifest';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { CommandError } from '../errors';

/** TEMPORARY: until the reader of `campaign plan` is merged. */
export interface Plan {
  readonly manifest: Manifest;
  lines(): AsyncIterable<PlanLine>;
  rows(): AsyncIterable<{ row: number; row_key?: string }>;
}

async function* jsonLines<T>(file: string): AsyncGenerator<T> {
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    if (text !== '') yield JSON.parse(text) as T;
}

export async function openPlan(path: string): Promise<Plan> {
  const file = join(path, 'plan.jsonl');
  if (!existsSync(join(path, 'manifest.json'))) throw new CommandError(`There is no plan in ${path}.`);
  const manifest = parse(manifestSchema, JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')));
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== manifest.plan_sha256) throw new CommandError('The plan was changed.');
  return {
    manifest,
    lines: () => jsonLines<PlanLine>(file),
    rows: () => jsonLines(join(path, 'rows.jsonl')),
  };
}

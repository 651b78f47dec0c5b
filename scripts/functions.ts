import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const SERVERLESS_YML = join(__dirname, '../serverless.yml');

/** Names of the deployed functions, in the order of serverless.yml, the only list of them. */
export const FUNCTIONS: readonly string[] = Object.keys(
  (parse(readFileSync(SERVERLESS_YML, 'utf8'), { merge: true }) as { functions: object }).functions,
);

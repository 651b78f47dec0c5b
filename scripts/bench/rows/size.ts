import { readFile } from 'node:fs/promises';
import { FUNCTIONS } from '../../functions';
import { type Bench, bundleOf } from '../bench';
import { count, type Line } from '../report';

/** Functions that only read records: they need neither Secrets Manager nor XML. */
const READERS = ['getSentRedPackList', 'getSentRedPack'];
const READER_LIMIT_BYTES = 440_000;
const LIMIT_BYTES = 520_000;

/** Words that no minifier shortens: the service's name in its client, and a keyword of every XML parser and builder. */
const SECRETS_MANAGER = /secretsmanager/i;
const XML = /CDATA/;

const inKb = (bytes: number): string => `${(bytes / 1000).toFixed(0)} KB`;

/** The size of each bundle, and whether the two that only read contain Secrets Manager or XML code. */
export async function size({ baselines }: Pick<Bench, 'baselines'>): Promise<Line[]> {
  const lines: Line[] = [];
  for (const name of FUNCTIONS) {
    const code = await readFile(bundleOf(name));
    const isReader = READERS.includes(name);
    const limit = isReader ? READER_LIMIT_BYTES : LIMIT_BYTES;
    const clients = (await readFile(isReader ? baselines.dynamodb : baselines.both)).length;
    const against = `${isReader ? 'DynamoDB' : 'DynamoDB + Secrets Manager'}, ncc’s default: ${inKb(clients)}`;
    lines.push(
      count(`bundle of ${name}`, inKb(code.length), `≤ ${inKb(limit)}`, code.length <= limit, against),
    );
    if (!isReader) continue;
    const text = code.toString();
    const found = [SECRETS_MANAGER.test(text) && 'Secrets Manager', XML.test(text) && 'XML'];
    const carried = found.filter(Boolean).join(', ') || 'neither';
    lines.push(count(`${name} carries Secrets Manager, XML`, carried, 'neither', carried === 'neither'));
  }
  return lines;
}

import { readFile } from 'node:fs/promises';
import { type Bench, bundleOf, type FunctionName } from '../bench';
import { count, type Line } from '../report';

/** Bytes, by function: with Secrets Manager and XML, and without. */
const LIMITS: Readonly<Record<FunctionName, number>> = {
  sendRedPack: 520_000,
  getRedPackStatus: 520_000,
  getSentRedPackList: 440_000,
  getSentRedPack: 440_000,
};

/** Words that no minifier shortens: the service's name in the client, the reader's and the SDK's in XML. */
const SECRETS_MANAGER = /secretsmanager/i;
const XML = /CDATA/;

const inKb = (bytes: number): string => `${(bytes / 1000).toFixed(0)} KB`;

/** What each bundle weighs, and what two of them do not carry. */
export async function size({ baselines }: Pick<Bench, 'baselines'>): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [name, limit] of Object.entries(LIMITS) as [FunctionName, number][]) {
    const code = await readFile(bundleOf(name));
    const paysOut = limit === LIMITS.sendRedPack;
    const clients = (await readFile(paysOut ? baselines.both : baselines.dynamodb)).length;
    const against = `${paysOut ? 'DynamoDB + Secrets Manager' : 'DynamoDB'}, ncc’s default: ${inKb(clients)}`;
    lines.push(
      count(`bundle of ${name}`, inKb(code.length), `≤ ${inKb(limit)}`, code.length <= limit, against),
    );
    if (paysOut) continue;
    const text = code.toString();
    const carried = [SECRETS_MANAGER.test(text) && 'Secrets Manager', XML.test(text) && 'XML'].filter(
      Boolean,
    );
    lines.push(
      count(
        `${name} carries Secrets Manager, XML`,
        carried.join(', ') || 'neither',
        'neither',
        carried.length === 0,
      ),
    );
  }
  return lines;
}

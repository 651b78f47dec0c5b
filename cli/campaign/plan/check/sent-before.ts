import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { yuanToFen } from '../../../../shared/api/money';
import { BUCKETS, Buckets, type Entry } from '../../../../shared/campaign/buckets';
import type { Manifest } from '../../../../shared/campaign/manifest';
import type { PlanLine } from '../../../../shared/campaign/plan-line';
import { jsonLines, linesOf } from '../../../../shared/campaign/read-plan';
import { keyHash } from '../../../../shared/campaign/recipients';
import { NewFile } from '../../../../shared/campaign/write-plan';
import { deployedStackOf, readProgress } from '../../journal';

/** Every payment that a plan of this campaign has begun: the hash in its key, and fen. No openid. */
const FILE = 'sent.jsonl';

const DAMAGED =
  'It says what earlier plans of the campaign have sent. Restore it, or delete it and lower --budget by what they have sent.';

interface Sent {
  readonly key: string;
  readonly fen: number;
}

/** Where to look, and where to work. */
interface Place {
  readonly dir: string;
  readonly work: string;
  /** The plan that is there already; null for none. */
  readonly present: Manifest | null;
}

/** What the next plan pays: `first` is the row, `second` the amount in fen. */
interface Next {
  readonly payments: Buckets;
  readonly isLeftOut: (row: number) => boolean;
}

/** Adds a line of the present plan, unless somebody has edited it: an engine would not have sent it. */
function addLine(sent: Buckets, text: string): void {
  try {
    const { idempotency_key, total_amount } = JSON.parse(text) as PlanLine;
    sent.add(keyHash(idempotency_key), 0, yuanToFen(total_amount) ?? 0);
  } catch {
    // Its key is unknown.
  }
}

/** The payments that earlier plans have begun and that are not known to be refused, by the journal of the present one. */
async function sentSoFar({ dir, work, present }: Place): Promise<Buckets> {
  const sent = new Buckets(join(work, 'sent'));
  const file = join(dir, FILE);
  if (existsSync(file))
    for await (const { key, fen } of jsonLines<Sent>(file, DAMAGED)) sent.add(keyHash(key), 0, fen);
  if (present === null) return sent;
  const stack = await deployedStackOf(dir, present);
  // The local stack pays nobody.
  if (stack === null) return sent;
  const { rows } = await readProgress(dir, present, stack);
  let n = 0;
  for await (const lines of linesOf(join(dir, 'plan.jsonl')))
    for (const line of lines) {
      // A rejected row's key was used by an earlier plan, which has noted it.
      if (['paid', 'open', 'retry'].includes(rows.of(n))) addLine(sent, line);
      n += 1;
    }
  return sent;
}

/** The largest amount of each key. */
function byKey(entries: readonly Entry[]): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const { hash, second } of entries) amounts.set(hash, Math.max(second, amounts.get(hash) ?? 0));
  return amounts;
}

/**
 * What earlier plans of a campaign have begun to pay in rows that the next plan does not have, or has with another
 * amount: it counts against the budget as well, which is the campaign's. It is known from the journals of this machine.
 * Notes it in `sent.jsonl`, since the next plan takes the place of the present one.
 * @returns fen
 */
export async function sentBefore(place: Place, { payments, isLeftOut }: Next): Promise<number> {
  const sent = await sentSoFar(place);
  const path = join(place.work, FILE);
  const file = new NewFile(path);
  let total = 0;
  for (let number = 0; number < BUCKETS; number += 1) {
    const amounts = byKey(sent.entries(number));
    if (amounts.size === 0) continue;
    const next = byKey(payments.entries(number).filter(({ first }) => !isLeftOut(first)));
    for (const [hash, fen] of amounts) {
      file.add(
        `${JSON.stringify({ key: Buffer.from(hash, 'latin1').toString('hex'), fen } satisfies Sent)}\n`,
      );
      if (next.get(hash) !== fen) total += fen;
    }
  }
  file.end();
  if (file.bytes > 0) renameSync(path, join(place.dir, FILE));
  return total;
}

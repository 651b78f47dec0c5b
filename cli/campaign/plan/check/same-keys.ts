import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUCKETS, Buckets, type Entry } from '../../../../shared/campaign/buckets';
import type { Manifest } from '../../../../shared/campaign/manifest';
import type { PlanLine } from '../../../../shared/campaign/plan-line';
import { linesOf, readManifest } from '../../../../shared/campaign/read-plan';
import { openidHash } from '../../../../shared/campaign/recipients';
import { KeysError } from '../reason/errors';

/** More rows than these are only counted. */
const MAX_NAMED = 10;

/** The plan that is there already; null for none. @throws PlanError if its manifest is damaged */
export async function presentManifest(dir: string): Promise<Manifest | null> {
  if (!existsSync(join(dir, 'manifest.json')) && !existsSync(join(dir, '.plan-complete'))) return null;
  return readManifest(dir);
}

/** @throws PlanError if keys would be made from something else than in the present plan */
export function checkIdentity(present: Manifest | null, identity: Manifest['identity']): void {
  if (present === null || present.identity === identity) return;
  throw new KeysError({ kind: 'other-identity', identity });
}

/** Tells the few keys of one recipient apart. */
function fingerprint(key: string): number {
  return Number.parseInt(key.slice(-8), 16);
}

/** The recipients of a plan and their keys: `first` is the line or row, `second` the fingerprint of the key. */
export class RecipientKeys {
  readonly buckets: Buckets;

  constructor(dir: string) {
    this.buckets = new Buckets(dir);
  }

  add({ re_openid, idempotency_key }: PlanLine, row: number): void {
    this.buckets.add(openidHash(re_openid), row, fingerprint(idempotency_key));
  }

  /** Adds the lines of a plan, whether or not somebody has edited it: it only has to be compared. */
  async addPlan(dir: string): Promise<void> {
    const path = join(dir, 'plan.jsonl');
    if (!existsSync(path)) return;
    for await (const lines of linesOf(path)) for (const line of lines) this.addEdited(line);
  }

  private addEdited(line: string): void {
    try {
      this.add(JSON.parse(line) as PlanLine, 0);
    } catch {
      // An edited line has no key that an engine would use.
    }
  }
}

function keysOf(entries: readonly Entry[]): Map<string, Set<number>> {
  const keys = new Map<string, Set<number>>();
  for (const { hash, second } of entries) keys.set(hash, (keys.get(hash) ?? new Set()).add(second));
  return keys;
}

/** The rows of a recipient who has lost a key and got another: her row_key was changed. */
function changedRows(before: readonly Entry[], after: readonly Entry[]): number[] {
  const [old, now] = [keysOf(before), keysOf(after)];
  return after
    .filter(({ hash, second }) => {
      const [oldKeys, keys] = [old.get(hash), now.get(hash)];
      if (oldKeys === undefined || keys === undefined || oldKeys.has(second)) return false;
      return [...oldKeys].some((key) => !keys.has(key));
    })
    .map(({ first }) => first);
}

/**
 * Refuses a plan in which somebody's row_key is another than in the present plan: both payments would be made. Rows
 * may be added, also for the same recipient, and left out.
 * @throws PlanError that names the rows
 */
export function checkSameKeys(present: RecipientKeys, next: RecipientKeys): void {
  const rows: number[] = [];
  for (let number = 0; number < BUCKETS; number += 1)
    rows.push(...changedRows(present.buckets.entries(number), next.buckets.entries(number)));
  if (rows.length === 0) return;
  rows.sort((a, b) => a - b);
  const more = Math.max(0, rows.length - MAX_NAMED);
  throw new KeysError({ kind: 'changed-keys', rows: rows.slice(0, MAX_NAMED), more });
}

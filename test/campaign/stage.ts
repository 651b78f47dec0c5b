import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultInput } from '../../scripts/sandbox/index';
import type { PlanHead } from '../../shared/campaign/write-plan';
import { type Person, redPack } from '../cli/kit';
import { type Contract, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import type { Ended } from '../kit/process';
import { journalOf, linesOf, writeCampaign } from './kit';

/** A stack, and a campaign of its own for each test: keys of other tests are other packets. */
export interface Stage {
  readonly contract: Contract;
  /** Of all campaigns of the test. */
  readonly dir: string;
  /** Of its campaign. */
  readonly folder: string;
  readonly campaign: string;
}

let contract: Contract;
let dir: string;
let campaign: string;
let campaigns = 0;

/** Starts a stack for the file and registers its end. */
export function useStage(): void {
  beforeAll(async () => {
    contract = await startContract();
    process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
  });
  afterAll(async () => {
    await contract.close();
    await removeTempFolders();
  });
  beforeEach(async () => {
    dir = await tempFolder();
    campaigns += 1;
    campaign = `test-${campaigns}`;
  });
  afterEach(() => contract.sandbox.clearFaults());
}

/** As the test stands now. */
export function stage(): Stage {
  return { contract, dir, campaign, folder: join(dir, campaign) };
}

export async function plan(count: number, line: object = {}, head: Partial<PlanHead> = {}): Promise<void> {
  await writeCampaign(dir, linesOf(count, line, campaign), { campaign, ...head });
}

export function run(args: readonly string[] = ['--yes'], person: Person = {}): Promise<Ended> {
  return redPack(['campaign', 'run', campaign, '--dir', dir, ...args], person);
}

/** The order number under a key; null if it has no record. */
export async function numberOf({ idempotency_key }: { idempotency_key: string }): Promise<string | null> {
  const { status, data } = await contract.invoke('getSentRedPack', { idempotency_key });
  return status === 200 ? String(data.mch_billno) : null;
}

/** How many payments the ledger has for the rows of the plan. */
export async function payments(): Promise<number> {
  const { payments: all } = await contract.sandbox.ledger();
  const count = (await readFile(join(dir, campaign, 'plan.jsonl'), 'utf8')).trimEnd().split('\n').length;
  const numbers = new Set(await Promise.all(linesOf(count, {}, campaign).map(numberOf)));
  return all.filter(({ mch_billno }) => numbers.has(mch_billno ?? '')).length;
}

/** How many rows have each outcome, by the journal. */
export async function outcomes(): Promise<Record<string, number>> {
  const latest = new Map<unknown, unknown>();
  for (const { n, outcome } of (await journalOf(join(dir, campaign))).slice(1)) latest.set(n, outcome);
  const counts: Record<string, number> = {};
  for (const outcome of latest.values()) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
  return counts;
}

/** Every send from here on, after `skip` of them. */
export function always(fault: FaultInput['fault'], skip = 0): Promise<number[]> {
  return contract.sandbox.fault({ call: 'send', times: 'always', skip, fault });
}

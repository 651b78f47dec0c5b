import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../scripts/local/lock';
import { readManifest } from '../../shared/campaign/read-plan';
import { removeTempFolders } from '../kit/folder';
import { CampaignFolder, csv, OPENID, openid } from './campaign-kit';

afterAll(removeTempFolders);

let campaigns: CampaignFolder;

beforeEach(async () => {
  campaigns = await CampaignFolder.make();
});

/** Writes the journal of a run of the present plan. */
async function ran(outcomes: readonly string[], stack = 'red-pack-prod'): Promise<void> {
  const { plan_sha256 } = await readManifest(campaigns.dir);
  const at = Math.floor(Date.now() / 1000);
  const lines = outcomes.map((outcome, n) => ({ n, at, outcome, fen: 100 }));
  const text = [{ plan_sha256, stack }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(join(campaigns.dir, 'progress.jsonl'), text);
}

function people(first: number, count: number, yuan = 1): string {
  return csv(...Array.from({ length: count }, (_, n) => `${openid(first + n)},${yuan}`));
}

test('two plans of one campaign share its budget: what the first has sent counts for the second', async () => {
  await campaigns.plan(people(1, 6), '--budget', '10');
  await ran(['paid', 'paid', 'paid', 'open', 'retry', 'refused']);
  const before = await campaigns.lines();
  const { code, stderr } = await campaigns.plan(people(11, 6), '--budget', '10');
  expect(code).toBe(1);
  expect(stderr).toContain('The plan pays 11.00 yuan in all, with the 5.00 that earlier plans');
  expect(stderr).not.toMatch(OPENID);
  expect(await campaigns.lines()).toEqual(before);
  const { stdout } = await campaigns.plan(people(11, 5), '--budget', '10');
  expect(stdout).toMatch(/sent before +5\.00 yuan/);
});

test('a third plan still counts what the first has sent, though it was replaced and the second never ran', async () => {
  await campaigns.plan(people(1, 3));
  await ran(['paid', 'paid', 'paid']);
  await campaigns.plan(people(1, 4));
  expect(await readFile(join(campaigns.dir, 'sent.jsonl'), 'utf8')).not.toMatch(OPENID);
  const { code, stderr } = await campaigns.plan(people(11, 8), '--budget', '10');
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('11.00 yuan in all') });
});

test('rows that stay count once, and rows that were never sent do not count', async () => {
  await campaigns.plan(people(1, 5), '--budget', '5');
  await ran(['paid', 'paid']);
  expect((await campaigns.plan(people(1, 4), '--budget', '4')).code).toBe(0);
  expect((await campaigns.plan(csv(`${openid(1)},1`, `${openid(2)},2`), '--budget', '3')).code).toBe(1);
});

test('what was sent on the local stack pays nobody and counts for no budget', async () => {
  await campaigns.plan(people(1, 3));
  await ran(['paid', 'paid', 'paid'], 'local');
  expect((await campaigns.plan(people(11, 3), '--budget', '3')).code).toBe(0);
});

test('a budget is checked with what was sent before when the plan is run', async () => {
  await campaigns.plan(people(1, 3));
  await ran(['paid', 'paid', 'paid']);
  await campaigns.plan(people(11, 3), '--budget', '6');
  const path = join(campaigns.dir, 'manifest.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"budget_fen": 600', '"budget_fen": 599'));
  await expect(campaigns.lines()).rejects.toThrow('0.01 more than its budget');
});

test('a plan is not replaced while a run works on the campaign', async () => {
  await campaigns.plan(people(1, 3));
  const before = await campaigns.lines();
  const unlock = await takeLock(join(campaigns.dir, 'lock'), () => undefined);
  const { code, stderr } = await campaigns.plan(people(11, 3));
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`Process ${process.pid} works on the campaign spring`),
  });
  expect(await campaigns.lines()).toEqual(before);
  await unlock();
  expect((await campaigns.plan(people(11, 3))).code).toBe(0);
  expect(existsSync(join(campaigns.dir, 'lock'))).toBe(false);
});

test('the next command that a plan names finds the campaign in its own folder', async () => {
  const { stderr } = await campaigns.plan(people(1, 1));
  expect(stderr).toContain(`./red-pack campaign run spring --dir ${join(campaigns.path, 'campaigns')}\n`);
});

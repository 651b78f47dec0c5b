import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlan } from '../../../shared/campaign/read-plan';
import { writePlan } from '../../../shared/campaign/write-plan';
import { removeTempFolders, tempFolder } from '../../kit/folder';
import { HEAD, planned, rows } from './plan-kit';

afterAll(removeTempFolders);

let dir: string;

beforeEach(async () => {
  dir = join(await tempFolder(), 'campaigns/spring');
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Edits the plan by hand. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const path = join(dir, file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

test('openPlan gives the lines and the rows that writePlan was given, in their order', async () => {
  const given = rows(3_000);
  const manifest = await writePlan(dir, HEAD, given);
  expect(manifest).toMatchObject({ count: 3_000, total_fen: 330_000, largest_recipient_fen: 110 });
  const plan = await openPlan(dir);
  expect(plan.manifest).toEqual(manifest);
  expect(await collect(plan.lines())).toEqual(given.map(({ line }) => line));
  expect(await collect(plan.rows())).toEqual(given.map(({ row }) => row));
});

test('a plan is readable only by its owner, and nothing else stays in its folder', async () => {
  await writePlan(dir, HEAD, rows(3));
  await openPlan(dir);
  expect(readdirSync(dir).sort()).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
});

test.each([
  ['an amount', 'plan.jsonl', '"total_amount":1.1', '"total_amount":9.9', 'who gets most is 990'],
  ['an openid', 'plan.jsonl', 'oPlan0003', 'oPlan0009', 'Line 2 of .* is no payment of this campaign'],
  ['a text', 'plan.jsonl', '恭喜发财', '恭贺新禧', 'SHA-256'],
  ['JSON', 'plan.jsonl', '{', '', 'Line 1 of .* it was edited'],
  ['the count', 'manifest.json', '"count": 3', '"count": 4', 'lines is 3, the manifest says 4'],
  ['the total', 'manifest.json', '"total_fen": 330', '"total_fen": 331', 'fen in all is 330'],
  ['the largest', 'manifest.json', '_recipient_fen": 110', '_recipient_fen": 1', 'who gets most is 110'],
  ['the version', 'manifest.json', '"version": 1', '"version": 2', 'is not the manifest of a plan'],
])('openPlan refuses a plan in which %s was edited', async (_, file, from, to, sentence) => {
  await writePlan(dir, HEAD, rows(3));
  await edit(file, from, to);
  const refusal = expect(openPlan(dir)).rejects;
  await refusal.toThrow(new RegExp(sentence));
  await expect(openPlan(dir)).rejects.toThrow('./red-pack campaign plan');
});

test('openPlan refuses a plan with a line appended or left out', async () => {
  await writePlan(dir, HEAD, rows(3));
  await appendFile(join(dir, 'plan.jsonl'), `${JSON.stringify(planned(9).line)}\n`);
  await expect(openPlan(dir)).rejects.toThrow('is not what its manifest describes');
  await writePlan(dir, HEAD, rows(3));
  await edit('plan.jsonl', `${JSON.stringify(planned(3).line)}\n`, '');
  await expect(openPlan(dir)).rejects.toThrow('is not what its manifest describes');
});

test('lines refuses a plan that was edited after the check', async () => {
  await writePlan(dir, HEAD, rows(3));
  const plan = await openPlan(dir);
  await appendFile(join(dir, 'plan.jsonl'), `${JSON.stringify(planned(9).line)}\n`);
  expect(() => plan.lines()).toThrow('Start the command again');
});

test.each([
  ['has a row less', '{"row":4}\n', '', 'does not belong to the plan of spring'],
  ['has a row more', '{"row":4}', '{"row":4}\n{"row":5}', 'does not belong to the plan of spring'],
  [
    'has another order',
    '{"row":2}\n{"row":3}',
    '{"row":3}\n{"row":2}',
    'does not belong to the plan of spring',
  ],
  ['is no JSON', '{"row":3}', 'garbage', 'Line 2 of .*rows.jsonl is not JSON: it was edited'],
])('rows refuses a rows.jsonl that %s', async (_, from, to, sentence) => {
  await writePlan(dir, HEAD, rows(3));
  await edit('rows.jsonl', from, to);
  await expect(collect((await openPlan(dir)).rows())).rejects.toThrow(new RegExp(sentence));
});

test('what a killed process with our own id has left is deleted: in a container, ids repeat', async () => {
  await writePlan(dir, HEAD, rows(3));
  mkdirSync(join(dir, `.work-${process.pid}-9999`));
  await openPlan(dir);
  expect(readdirSync(dir).sort()).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
});

test('openPlan says where it looked for a plan that is not there', async () => {
  await expect(openPlan(dir)).rejects.toThrow(`There is no plan in ${dir}`);
});

describe('limits', () => {
  test('a plan over its budget is refused when it is made, and when it is opened', async () => {
    const head = { ...HEAD, budget_fen: 329 };
    await expect(writePlan(dir, head, rows(3))).rejects.toThrow(
      'The plan pays 3.30 yuan in all, 0.01 more than its budget of 3.29',
    );
    await writePlan(dir, { ...head, budget_fen: 330 }, rows(3));
    await edit('manifest.json', '"budget_fen": 330', '"budget_fen": 329');
    await expect(openPlan(dir)).rejects.toThrow('0.01 more than its budget');
  });

  test('what one recipient gets is summed over her rows', async () => {
    const head = { ...HEAD, identity: 'row_key' as const, max_per_recipient_fen: 219 };
    const twice = [
      planned(2, { re_openid: 'oA' }, 'a'),
      planned(3, { re_openid: 'oA' }, 'b'),
      planned(4, {}, 'c'),
    ];
    await expect(writePlan(dir, head, twice)).rejects.toThrow(
      'One recipient gets 2.20 yuan, more than the 2.19',
    );
    const manifest = await writePlan(dir, { ...head, max_per_recipient_fen: 220 }, twice);
    expect(manifest.largest_recipient_fen).toBe(220);
    await openPlan(dir);
  });

  test('a plan without rows is refused', async () => {
    await expect(writePlan(dir, HEAD, [])).rejects.toThrow('The plan has no row');
  });
});

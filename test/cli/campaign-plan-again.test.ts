import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders } from '../kit/folder';
import { CampaignFolder, csv, OPENID, openid } from './campaign-kit';

afterAll(removeTempFolders);

let campaigns: CampaignFolder;

beforeEach(async () => {
  campaigns = await CampaignFolder.make();
});

function withKeys(...rows: readonly (readonly [number, string])[]): string {
  return `re_openid,total_amount,row_key\n${rows.map(([n, key]) => `${openid(n)},1,${key}\n`).join('')}`;
}

test('the same file again makes the same plan', async () => {
  const file = csv(`${openid(1)},1`, `${openid(2)},2`);
  await campaigns.plan(file);
  const before = await campaigns.lines();
  expect((await campaigns.plan(file)).code).toBe(0);
  expect(await campaigns.lines()).toEqual(before);
});

test('rows may be added, left out and put in another order: their keys stay', async () => {
  await campaigns.plan(csv(`${openid(1)},1`, `${openid(2)},2`));
  const [first, second] = await campaigns.lines();
  expect((await campaigns.plan(csv(`${openid(3)},3`, `${openid(2)},2`))).code).toBe(0);
  const again = await campaigns.lines();
  expect(again[1]).toEqual(second);
  expect(again.map(({ idempotency_key }) => idempotency_key)).not.toContain(first?.idempotency_key);
});

test('a column row_key that is added later is refused: it would pay everybody again', async () => {
  await campaigns.plan(csv(`${openid(1)},1`));
  const before = await campaigns.lines();
  const { code, stderr } = await campaigns.plan(withKeys([1, 'a']));
  expect(code).toBe(1);
  expect(stderr).toContain('the file now has a column row_key: leave it out with --ignore row_key');
  expect(stderr).toContain('would be paid again');
  expect(await campaigns.lines()).toEqual(before);
  expect((await campaigns.plan(withKeys([1, 'a']), '--ignore', 'row_key')).code).toBe(0);
  expect(await campaigns.lines()).toEqual(before);
});

test('a column row_key that is left out later is refused', async () => {
  await campaigns.plan(withKeys([1, 'a']));
  const { code, stderr } = await campaigns.plan(csv(`${openid(1)},1`));
  expect(code).toBe(1);
  expect(stderr).toContain('makes keys from row_key, and the file now has no such column: add it again');
});

test('a recipient with another row_key than before is refused by the number of her row', async () => {
  await campaigns.plan(withKeys([1, 'a'], [2, 'b'], [3, 'c']));
  const before = await campaigns.lines();
  const { code, stderr } = await campaigns.plan(withKeys([1, 'a'], [2, 'B'], [3, 'c']));
  expect(code).toBe(1);
  expect(stderr).toContain('Rows 3: the recipient has another row_key here than in the present plan');
  expect(stderr).not.toMatch(OPENID);
  expect(await campaigns.lines()).toEqual(before);
});

test('a recipient may get a second row, and lose one', async () => {
  await campaigns.plan(withKeys([1, 'a'], [2, 'b']));
  expect((await campaigns.plan(withKeys([1, 'a'], [1, 'a2'], [2, 'b']))).code).toBe(0);
  expect((await campaigns.plan(withKeys([1, 'a2'], [2, 'b']))).code).toBe(0);
});

test('the present keys are compared also where somebody has edited the plan', async () => {
  await campaigns.plan(withKeys([1, 'a'], [2, 'b']));
  await writeFile(join(campaigns.dir, 'plan.jsonl'), 'no JSON\n', { flag: 'a' });
  const { code, stderr } = await campaigns.plan(withKeys([1, 'A'], [2, 'b']));
  expect(code).toBe(1);
  expect(stderr).toContain('another row_key');
  expect((await campaigns.plan(withKeys([1, 'a'], [2, 'b']))).code).toBe(0);
});

test('a present manifest that is damaged is not taken for none', async () => {
  await campaigns.plan(csv(`${openid(1)},1`));
  await writeFile(join(campaigns.dir, 'manifest.json'), '{}');
  const { code, stderr } = await campaigns.plan(withKeys([1, 'a']));
  expect(code).toBe(1);
  expect(stderr).toContain('is not the manifest of a plan');
});

import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { removeTempFolders, tempFolder, writeFiles } from '../kit/folder';
import { ROOT, runNode } from '../kit/process';

const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** One forbidden import for each rule: [rule, importing file, imported module]. */
const VIOLATIONS = [
  ['packets-imports-only-what-is-below-it', 'shared/packets/a.ts', '../wechat-pay/b'],
  ['api-imports-only-what-is-below-it', 'shared/api/a.ts', '../payment/b'],
  ['campaign-imports-only-what-is-below-it', 'shared/campaign/a.ts', '../payment/b'],
  ['lambda-imports-only-what-is-below-it', 'shared/lambda/a.ts', '../records/b'],
  ['records-imports-only-what-is-below-it', 'shared/records/a.ts', '../wechat-pay/b'],
  ['listing-imports-only-what-is-below-it', 'shared/listing/a.ts', '../payment/b'],
  ['merchant-imports-only-what-is-below-it', 'shared/merchant/a.ts', '../records/b'],
  ['wechat-pay-imports-only-what-is-below-it', 'shared/wechat-pay/a.ts', '../payment/b'],
  ['payment-imports-only-what-is-below-it', 'shared/payment/a.ts', '../lambda/b'],
  ['decisions-have-no-effects', 'shared/payment/decide/a.ts', '../b'],
  ['only-records-and-listing-know-dynamodb', 'shared/payment/c.ts', '@aws-sdk/client-dynamodb'],
  ['only-merchant-knows-secrets-manager', 'shared/payment/d.ts', '@aws-sdk/client-secrets-manager'],
  ['only-wechat-pay-knows-xml', 'functions/x.ts', 'fast-xml-parser'],
  ['only-wechat-pay-opens-sockets', 'shared/merchant/s.ts', 'node:https'],
  ['only-sdk-invokes-functions', 'functions/l.ts', '@aws-sdk/client-lambda'],
  ['sdk-shares-only-the-api', 'sdk/a.ts', '../shared/payment/b'],
  ['sandbox-imports-nothing-it-judges', 'scripts/sandbox/a.ts', '../../shared/wechat-pay/b'],
  ['product-imports-no-scripts-or-tests', 'shared/payment/e.ts', '../../scripts/sandbox/b'],
  ['cli-goes-through-the-functions', 'cli/a.ts', '../shared/payment/b'],
  ['console-goes-through-the-functions', 'console/a.ts', '../shared/payment/b'],
  ['reasons-know-no-reader', 'cli/campaign/plan/reason/a.ts', '../judge/b'],
  ['only-the-cli-opens-the-console', 'shared/api/console.ts', '../../console/b'],
  ['only-the-table-imports-commands', 'cli/commands/a.ts', './b'],
  ['functions-are-deployed-alone', 'functions/a.ts', './b'],
  ['no-circles', 'shared/records/circle.ts', './circle'],
  ['no-unresolved', 'sdk/u.ts', './missing'],
] as const;

let folder: string;

async function cruise(): Promise<{ code: number | null; output: string }> {
  const args = [DEPCRUISE, 'functions', 'shared', 'sdk', 'cli', 'console', 'scripts'];
  const { code, stdout, stderr } = await runNode(args, { cwd: folder });
  return { code, output: stdout + stderr };
}

beforeAll(async () => {
  folder = await tempFolder();
  copyFileSync(join(ROOT, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFiles(folder, { 'package.json': '{}' });
  const layers = ['payment', 'records', 'wechat-pay', 'lambda'].map((layer) => `shared/${layer}`);
  for (const each of [
    ...layers,
    'scripts/sandbox',
    'functions',
    'sdk',
    'cli/commands',
    'console',
    'cli/campaign/plan/judge',
  ])
    await writeFiles(folder, { [`${each}/b.ts`]: 'export const b = 1;\n' });
});

afterAll(removeTempFolders);

test('a project that violates no layer rule passes', async () => {
  const { code, output } = await cruise();
  expect(output).toContain('no dependency violations');
  expect(code).toBe(0);
});

test('every layer rule catches the import that violates it', async () => {
  for (const [, file, module] of VIOLATIONS)
    await writeFiles(folder, { [file]: `import * as b from '${module}';\nexport { b };\n` });
  const { code, output } = await cruise();
  expect(code).toBeGreaterThan(0);
  const caught = VIOLATIONS.filter(([rule, file]) =>
    output.split('\n').some((line) => line.includes(rule) && line.includes(file)),
  );
  expect(caught.map(([rule]) => rule)).toEqual(VIOLATIONS.map(([rule]) => rule));
});

test('every layer rule has an import that violates it', () => {
  const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>(
    join(ROOT, '.dependency-cruiser.cjs'),
  );
  expect(VIOLATIONS.map(([rule]) => rule as string).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

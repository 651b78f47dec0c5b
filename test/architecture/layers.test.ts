import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** One forbidden import for each rule: [rule, importing file, imported module]. */
const PLANTED = [
  ['packets-imports-only-what-is-below-it', 'shared/packets/a.ts', '../wechat-pay/b'],
  ['api-imports-only-what-is-below-it', 'shared/api/a.ts', '../payment/b'],
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
  ['functions-are-deployed-alone', 'functions/a.ts', './b'],
  ['no-circles', 'shared/records/circle.ts', './circle'],
  ['no-unresolved', 'sdk/u.ts', './missing'],
] as const;

let folder: string;

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function cruise(): { status: number | null; output: string } {
  const args = [DEPCRUISE, 'functions', 'shared', 'sdk', 'scripts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layers-'));
  copyFileSync(join(ROOT, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{}');
  for (const room of ['payment', 'records', 'wechat-pay', 'lambda'])
    plant(`shared/${room}/b.ts`, 'export const b = 1;\n');
  plant('scripts/sandbox/b.ts', 'export const b = 1;\n');
  plant('functions/b.ts', 'export const b = 1;\n');
  plant('sdk/b.ts', 'export const b = 1;\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a house in order passes', () => {
  const { status, output } = cruise();
  expect(output).toContain('no dependency violations');
  expect(status).toBe(0);
});

test('every layer rule catches an import planted against it', () => {
  for (const [, file, module] of PLANTED) plant(file, `import * as b from '${module}';\nexport { b };\n`);
  const { status, output } = cruise();
  expect(status).toBeGreaterThan(0);
  const caught = PLANTED.filter(([rule, file]) =>
    output.split('\n').some((line) => line.includes(rule) && line.includes(file)),
  );
  expect(caught.map(([rule]) => rule)).toEqual(PLANTED.map(([rule]) => rule));
});

test('every rule of the house has its planted import', () => {
  const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>(
    join(ROOT, '.dependency-cruiser.cjs'),
  );
  expect(PLANTED.map(([rule]) => rule as string).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

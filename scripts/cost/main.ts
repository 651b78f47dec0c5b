import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureSizes } from '../bench/memory-sizes';
import { readDeployed } from './deployed';
import { FIGURES_FILE, type Figures, readFigures, rounded } from './figures';
import { measure } from './measure';
import { costPage } from './page';

const DOCS = join(__dirname, '../../docs');

const USAGE = `npm run cost                measures units and memory, then writes docs/cost.json and the pages; about three minutes
npm run cost -- --units     measures the units alone
npm run cost -- --page      measures nothing: writes the pages, after a change of prices, texts or serverless.yml`;

async function writePages(figures: Figures): Promise<void> {
  const deployed = await readDeployed();
  await writeFile(join(DOCS, 'cost.md'), costPage(figures, deployed, 'en'));
  await writeFile(join(DOCS, 'cost.zh-CN.md'), costPage(figures, deployed, 'zh'));
}

async function main([option, ...rest]: readonly string[]): Promise<void> {
  if (rest.length > 0 || ![undefined, '--units', '--page'].includes(option)) {
    console.log(USAGE);
    process.exitCode = option === '--help' ? 0 : 1;
    return;
  }
  const before = readFigures();
  if (option === '--page') return writePages(before);
  const measured = rounded(await measure());
  const memory = option === '--units' ? before.memory : await measureSizes();
  const figures = { ...before, measured, memory };
  await writeFile(FIGURES_FILE, `${JSON.stringify(figures, null, 2)}\n`);
  await writePages(figures);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { readDeployed } from '../deployed';
import { readFigures } from '../figures';
import { largeTable, runScenarios } from './table';

/** `npx tsx scripts/cost/large-campaign/main.ts` prints the tables of docs/campaign-large.md and its Chinese version. */
async function main(): Promise<void> {
  const results = runScenarios(readFigures(), await readDeployed());
  console.log(largeTable(results, 'en'));
  console.log(`\n${largeTable(results, 'zh')}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

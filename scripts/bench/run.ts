import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import root from '../../package.json';
import own from './package.json';
import { page, type Run } from './page';
import type { Line } from './report';

const DOCS = join(__dirname, '../../docs');
const FIGURES = join(DOCS, 'benchmarks.json');
const PAGE = join(DOCS, 'benchmarks.md');

const VERSIONS = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-lambda',
  '@vercel/ncc',
  'dynalite',
  'fast-xml-parser',
  'tenpay',
  'wechatpay-axios-plugin',
  'node-easywechat',
] as const;

/** Versions are exact, so these are the installed ones. */
const INSTALLED = { ...root.devDependencies, ...own.devDependencies };

export function runOf(lines: readonly Line[], loadBefore: number, loadAfter: number): Run {
  const machine = {
    node: process.version.slice(1),
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    ramGb: Math.round(totalmem() / 2 ** 30),
    loadBefore,
    loadAfter,
  };
  return { lines, machine, versions: Object.fromEntries(VERSIONS.map((name) => [name, INSTALLED[name]])) };
}

export async function writeRun(run: Run): Promise<void> {
  await writeFile(FIGURES, `${JSON.stringify(run, null, 2)}\n`);
  await writePage();
}

export async function readRun(): Promise<Run> {
  return JSON.parse(await readFile(FIGURES, 'utf8')) as Run;
}

/** Writes the page from the figures of the last whole run. */
export async function writePage(): Promise<void> {
  await writeFile(PAGE, page(await readRun()));
}

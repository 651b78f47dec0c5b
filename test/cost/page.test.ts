import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployed, millionBill, monthlyBill, totalOf } from '../../scripts/cost/bill';
import { readDeployed } from '../../scripts/cost/deployed';
import { readFigures } from '../../scripts/cost/figures';
import { costPage } from '../../scripts/cost/page';
import { readService } from '../../scripts/local/service-file';
import { ROOT } from '../kit/process';
import { ALARMS } from '../kit/watch-template';

const FIGURES = readFigures();
let deployed: Deployed;
beforeAll(async () => {
  deployed = await readDeployed();
});

const PAGES = [
  ['cost.md', 'en'],
  ['cost.zh-CN.md', 'zh'],
] as const;

function page(file: string): string {
  return readFileSync(join(ROOT, 'docs', file), 'utf8');
}

/** The arithmetic of a line, calculated from its text alone. */
function calculated(arithmetic: string): number {
  const plain = arithmetic
    .replaceAll(',', '')
    .replaceAll('$', '')
    .replace(/\/GB/g, '/1000000000')
    .replace(/(?<=\d|\)) ?(B|GB|s|h)(?=\s|$)/g, '')
    .replace(/\/h/g, '');
  const factorOf = (factor: string): number => {
    const [first = '', ...divisors] = factor.replace(/^\((.*)\)$/, '$1').split('/');
    const sum = first.split('+').reduce((total, part) => total + Number(part), 0);
    return divisors.reduce((value, divisor) => value / Number(divisor), sum);
  };
  return plain.split(' × ').reduce((product, factor) => product * factorOf(factor.trim()), 1);
}

describe('docs/cost', () => {
  it.each(PAGES)(
    '%s is what its figures give with the present serverless.yml and constants',
    (file, language) => {
      expect(page(file)).toBe(costPage(FIGURES, deployed, language));
    },
  );

  it.each(PAGES)('%s shows for each line the dollars that its arithmetic gives', (file) => {
    const lines = [...page(file).matchAll(/^\| [^|]+ \| ([^|]*×[^|]*) \| \$([\d.]+) \|$/gm)];
    expect(lines.length).toBeGreaterThan(30);
    for (const [, arithmetic = '', dollars] of lines)
      expect([arithmetic, calculated(arithmetic).toFixed(3)]).toEqual([arithmetic, dollars]);
  });

  it('shows totals that are the sums of their lines', () => {
    for (const bill of [millionBill(FIGURES, deployed), monthlyBill(FIGURES, deployed)]) {
      const sum = bill.reduce((total, { arithmetic }) => total + calculated(arithmetic), 0);
      expect(sum).toBeCloseTo(totalOf(bill), 6);
      expect(page('cost.md')).toContain(`| **total** |  | **$${sum.toFixed(3)}** |`);
    }
  });

  it('chooses the memory that serverless.yml sets, for every function', async () => {
    const { functions } = await readService(join(ROOT, 'serverless.yml'));
    const measured = new Set(FIGURES.memory.map(({ name }) => name));
    for (const { name, memoryMb } of functions.filter((each) => measured.has(each.name)))
      for (const [file] of PAGES) expect(page(file)).toContain(`| \`${name}\` | ${memoryMb} |`);
    expect([...measured]).toContain('sendRedPack');
  });

  it('gives 256 MB only to functions whose process stays below 60 % of it', async () => {
    const { functions } = await readService(join(ROOT, 'serverless.yml'));
    const small = functions.filter(({ memoryMb }) => memoryMb === 256).map(({ name }) => name);
    expect(small).toContain('sendRedPack');
    for (const name of small) {
      const figures = FIGURES.memory.find((each) => each.name === name && each.memoryMb === 256);
      expect(figures?.maxRssBytes).toBeLessThan(0.6 * 256 * 2 ** 20);
    }
  });

  it('counts the alarms that are deployed', () => {
    expect(deployed.alarms).toBe(Object.keys(ALARMS).length);
  });

  it('names region and date of its prices, and calls them an assumption', () => {
    const { region, date } = FIGURES.prices;
    expect(page('cost.md')).toContain(`**${region}**, ${date}`);
    expect(page('cost.md')).toContain('**Prices are an assumption**');
  });
});

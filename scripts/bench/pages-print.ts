import type { Cost } from './pages-cases';

export const number = (value: number): string => value.toLocaleString('en-US');
export const row = (...cells: (string | number)[]): void =>
  console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? number(cell) : cell)).join(' | ')} |`);

export function head(title: string, ...cells: string[]): void {
  console.log(`\n**${title}**\n`);
  row(...cells);
  row(...cells.map((_, index) => (index === 0 ? '---' : '--:')));
}

/** How many times the read units of ours a plain walk costs. */
export const times = (plain: Cost, ours: Cost): string =>
  `${number(Math.round(plain.readUnits / ours.readUnits))} ×`;

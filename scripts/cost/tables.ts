import { onShare, type SizeFigures } from '../bench/memory-sizes';
import { inMb } from '../bench/report';
import { type BillLine, totalOf } from './bill';
import type { Figures } from './figures';
import type { Measured, Units } from './measure';
import { type Language, LINES, MEASURED } from './words';

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** @param right the columns of numbers */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const rule = head.map((_, column) => (right.includes(column) ? '---:' : '---'));
  return [row(head), row(rule), ...rows.map(row)].join('\n');
}

export function dollars(value: number): string {
  // Two digits would show the small lines as nothing, and their sum would not be that of the lines.
  return `$${value.toFixed(3)}`;
}

/** A bill with its arithmetic. @param total whether the sum means something */
export function billTable(lines: readonly BillLine[], language: Language, total = true): string {
  const head = { en: ['line', 'arithmetic', 'dollars'], zh: ['项目', '算式', '美元'] }[language];
  const rows = lines.map(({ key, arithmetic, dollars: sum }) => [
    ...[LINES[key]?.[language] ?? key, arithmetic, dollars(sum)],
  ]);
  const sum = [{ en: '**total**', zh: '**合计**' }[language], '', `**${dollars(totalOf(lines))}**`];
  return table(head, total ? [...rows, sum] : rows, [2]);
}

export function measuredTable(measured: Measured, language: Language): string {
  const head = {
    en: [
      'measured',
      'read units',
      'write units, table',
      'write units, indexes',
      'log lines',
      'bytes of them',
    ],
    zh: ['测量对象', '读取单位', '写入单位（表）', '写入单位（索引）', '日志行数', '日志字节数'],
  }[language];
  const rows = Object.entries(MEASURED).map(([key, words]) => {
    const units = measured[key as keyof Measured] as Units;
    const { readUnits, writeUnits, indexWriteUnits, logLines, logBytes } = units;
    return [words[language], ...[readUnits, writeUnits, indexWriteUnits, logLines, logBytes].map(String)];
  });
  return table(head, rows, [1, 2, 3, 4, 5]);
}

export function pricesTable({ prices }: Figures, language: Language): string {
  const { region: _, date: __, ...sums } = prices;
  const head = { en: ['price in docs/cost.json', 'dollars'], zh: ['docs/cost.json 中的价格', '美元'] }[
    language
  ];
  return table(
    head,
    Object.entries(sums).map(([name, value]) => [`\`${name}\``, String(value)]),
    [1],
  );
}

export function assumptionsTable({ assumptions }: Figures, language: Language): string {
  const head = { en: ['assumption', 'value'], zh: ['假设', '数值'] }[language];
  return table(
    head,
    Object.entries(assumptions).map(([name, value]) => [`\`${name}\``, String(value)]),
    [1],
  );
}

const WHAT: Readonly<Record<string, string>> = {
  sendRedPack: '1,000 次发送',
  getRedPackStatus: '300 次微信查询',
  getSentRedPack: '1,000 条记录',
  getSentRedPackList: '30 页，每页 1,000 条，带 details',
  recoverRedPacks: '一次处理 150 条结果未知记录的任务，再加一次空任务',
};

/** CPU and memory of the bundles, and the time that the CPU takes with a share of a vCPU. */
export function sizesTable(figures: readonly SizeFigures[], language: Language): string {
  const head = {
    en: [
      'function',
      'calls',
      'MB',
      'first call, CPU',
      'so on Lambda',
      'later call, CPU',
      'so on Lambda',
      'most RSS',
    ],
    zh: ['函数', '调用', 'MB', '首次调用 CPU', '折合 Lambda', '后续调用 CPU', '折合 Lambda', 'RSS 峰值'],
  }[language];
  const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const rows = figures.map(({ name, what, memoryMb, firstCpuMs, warmCpuMs, maxRssBytes }) => [
    ...[`\`${name}\``, language === 'en' ? what : (WHAT[name] ?? what), String(memoryMb)],
    ...[ms(firstCpuMs), ms(onShare(firstCpuMs, memoryMb)), ms(warmCpuMs), ms(onShare(warmCpuMs, memoryMb))],
    inMb(maxRssBytes),
  ]);
  return table(head, rows, [2, 3, 4, 5, 6, 7]);
}

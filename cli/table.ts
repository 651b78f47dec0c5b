import { padText, textWidth } from './text-width';

/** Rows of text below a head, in columns as wide as their widest cell. Without colours, so that it may be piped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => textWidth(cells[column] ?? ''))));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => padText(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Beijing is at UTC+8, without summer time. */
export const BEIJING_S = 8 * 3_600;

/** `yyyy-mm-dd hh:mm:ss` in Beijing, the format of WeChat's times. @param atS unix seconds */
export function beijingText(atS: number): string {
  return new Date((atS + BEIJING_S) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A time in WeChat's format → unix milliseconds; null for any other text. */
export function parseBeijingText(text = ''): number | null {
  const [, date, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  const atMs = Date.parse(`${date}T${time}+08:00`);
  return Number.isNaN(atMs) ? null : atMs;
}

import { join } from 'node:path';
import { readService } from '../../../../scripts/local/service-file';

const ROOT = join(__dirname, '../../../..');

/** What a merchant may send in one day, Beijing time, by default (WeChat's page of the send call, 2025). */
export const DAY_FEN = 100_000_000;
/** Packets that one user may get from one merchant in a day, by default (the same page). */
export const DAY_PACKETS = 10;
/** What one user may get from one merchant in a day, by default (the same page). */
export const DAY_RECIPIENT_FEN = 100_000;

/** Sends per second that the template allows: its slots, each taken for SEND_SLOT_MS. Null if it sets no limit. */
export async function templateRate(): Promise<number | null> {
  const { functions } = await readService(join(ROOT, 'serverless.yml'));
  const send = functions.find(({ name }) => name === 'sendRedPack');
  const slotMs = Number(send?.environment.SEND_SLOT_MS);
  return send?.reservedConcurrency === undefined || !(slotMs > 0)
    ? null
    : (send.reservedConcurrency * 1000) / slotMs;
}

/** `3 h 12 min`, `45 s`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

import { X509Certificate } from 'node:crypto';
import { yuanToFen } from '../../shared/api/money';
import { validityOf } from '../../shared/merchant/pair';
import { CommandError, UsageError } from '../errors';

const DAY_MS = 86_400_000;

/** A renewal may need several people and days. */
const WARNING_DAYS = 30;

/** Whole days until a certificate expires; negative once it has. */
export function daysLeft(validToMs: number, nowMs: number): number {
  return Math.floor((validToMs - nowMs) / DAY_MS);
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** @returns a warning, or null @throws CommandError for a certificate that cannot be used now */
export function checkDates(certificate: string, nowMs: number): string | null {
  const { validFromMs, validToMs } = validityOf(certificate);
  if (validToMs <= nowMs)
    throw new CommandError(
      `The certificate expired on ${day(validToMs)}: renew it in the merchant platform.`,
    );
  if (validFromMs > nowMs)
    throw new CommandError(
      `The certificate is not valid before ${day(validFromMs)}. Is this machine's clock right (${day(nowMs)})?`,
    );
  const left = daysLeft(validToMs, nowMs);
  return left < WARNING_DAYS
    ? `The certificate expires in ${left} days, on ${day(validToMs)}: renew it soon in the merchant platform.`
    : null;
}

/**
 * WeChat writes the merchant number into the subject, as its common name.
 * @returns a warning if the subject names no number at all, or null
 * @throws CommandError for the certificate of another merchant
 */
export function checkSubject(certificate: string, mchId: string): string | null {
  const { subject } = new X509Certificate(certificate);
  const numbers: string[] = subject.match(/(?<!\d)\d{8,10}(?!\d)/g) ?? [];
  if (numbers.includes(mchId)) return null;
  const [other] = numbers;
  if (other !== undefined)
    throw new CommandError(`The certificate is for merchant ${other}, not for --mch-id ${mchId}.`);
  return `The certificate's subject names no merchant number: ${subject.replaceAll('\n', ', ')}.`;
}

export function checkApiKey(apiKey: string): string {
  const found = apiKey.trim();
  if (/^[0-9A-Za-z]{32}$/.test(found)) return found;
  if (found === '') throw new CommandError('The API v2 key is empty.');
  const count = found.length === 32 ? 'others' : `${found.length} characters`;
  throw new CommandError(`The API v2 key must be 32 letters and digits; what was given has ${count}.`);
}

/** @throws UsageError for an invalid amount, which in the secret would mean no budget at all */
export function parseBudget(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const fen = /^\d+(\.\d+)?$/.test(text) ? yuanToFen(Number(text)) : null;
  if (fen === null || fen === 0)
    throw new UsageError(`--daily-budget-yuan must be a positive amount in yuan, got "${text}".`);
  return Number(text);
}

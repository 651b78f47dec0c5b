import { yuanShown } from '../report/money';
import type { Played } from './play';
import type { Step } from './scenario';

const HOUR_MS = 3_600_000;

/** A span of the clock in the largest whole unit. */
function span(ms: number): string {
  const [unit = 'ms', size = 1] =
    [
      ['days', 24 * HOUR_MS] as const,
      ['hours', HOUR_MS] as const,
      ['min', 60_000] as const,
      ['s', 1_000] as const,
    ].find(([, ms_]) => ms >= ms_ && ms % ms_ === 0) ?? [];
  return `${ms / size} ${unit}`;
}

/** What a step does, in words. */
function wordsOf(step: Step): string {
  switch (step.do) {
    case 'send':
      return `send ${step.packet}`;
    case 'ask':
      return `ask WeChat Pay for ${step.packet}`;
    case 'recover':
      return 'recover what is not final';
    case 'fault':
      return `fault ${JSON.stringify(step.fault)}${step.packet === undefined ? '' : ` for ${step.packet}`}`;
    case 'clear-faults':
      return 'remove all faults';
    case 'advance':
      return `${span(step.ms)} pass`;
    case 'open':
      return `the recipient opens ${step.packet}`;
    case 'return':
      return `${step.packet} goes back`;
    case 'balance':
      return `balance ${yuanShown(step.fen)} yuan`;
    case 'top-up':
      return `top up ${yuanShown(step.fen)} yuan`;
  }
}

/** One line about a step that was played. */
export function playedLine(at: number, { step, outcome, err_code, status, isAsStated }: Played): string {
  const result = [outcome, err_code, status].filter((word) => word !== undefined).join(', ');
  const line = `${String(at).padStart(3)}  ${wordsOf(step)}${result === '' ? '' : `: ${result}`}`;
  if (isAsStated) return line;
  const stated = 'outcome' in step ? [step.outcome, 'status' in step ? step.status : undefined] : [];
  return `${line}  ✗ expected ${stated.filter((word) => word !== undefined).join(', ')}`;
}

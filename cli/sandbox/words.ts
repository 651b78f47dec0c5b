import { yuanShown } from '../report/money';
import type { Language } from '../report/words';
import type { Played } from './play';
import type { Outcome, Step } from './scenario';

const HOUR_MS = 3_600_000;

const UNITS = [
  { sizeMs: 24 * HOUR_MS, en: 'days', zh: '天' },
  { sizeMs: HOUR_MS, en: 'hours', zh: '小时' },
  { sizeMs: 60_000, en: 'min', zh: '分钟' },
  { sizeMs: 1_000, en: 's', zh: '秒' },
  { sizeMs: 1, en: 'ms', zh: '毫秒' },
] as const;

/** A span of the clock in the largest whole unit. */
function span(ms: number, language: Language): string {
  const unit = UNITS.find(({ sizeMs }) => ms >= sizeMs && ms % sizeMs === 0) ?? UNITS[4];
  return `${ms / unit.sizeMs} ${unit[language]}`;
}

type Do<D extends Step['do']> = Extract<Step, { do: D }>;

/** What a step does, by its kind. */
type StepWords = { readonly [D in Step['do']]: (step: Do<D>) => string };

const EN: StepWords = {
  send: ({ packet }) => `send ${packet}`,
  ask: ({ packet }) => `ask WeChat Pay for ${packet}`,
  recover: () => 'recover what is not final',
  fault: ({ fault, packet }) =>
    `fault ${JSON.stringify(fault)}${packet === undefined ? '' : ` for ${packet}`}`,
  'clear-faults': () => 'remove all faults',
  advance: ({ ms }) => `${span(ms, 'en')} pass`,
  open: ({ packet }) => `the recipient opens ${packet}`,
  return: ({ packet }) => `${packet} goes back`,
  balance: ({ fen }) => `balance ${yuanShown(fen)} yuan`,
  'top-up': ({ fen }) => `top up ${yuanShown(fen)} yuan`,
  settings: ({ settings }) => `settings ${JSON.stringify(settings)}`,
};

const ZH: StepWords = {
  send: ({ packet }) => `发送 ${packet}`,
  ask: ({ packet }) => `向微信支付查询 ${packet}`,
  recover: () => '对未完结的红包补单',
  fault: ({ fault, packet }) =>
    `加入故障 ${JSON.stringify(fault)}${packet === undefined ? '' : `，只对 ${packet}`}`,
  'clear-faults': () => '清除所有故障',
  advance: ({ ms }) => `时间前进 ${span(ms, 'zh')}`,
  open: ({ packet }) => `收款人领取 ${packet}`,
  return: ({ packet }) => `${packet} 退回`,
  balance: ({ fen }) => `余额设为 ${yuanShown(fen)} 元`,
  'top-up': ({ fen }) => `充值 ${yuanShown(fen)} 元`,
  settings: ({ settings }) => `沙箱设置 ${JSON.stringify(settings)}`,
};

interface LineWords {
  readonly steps: StepWords;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly colon: string;
  readonly comma: string;
  readonly expected: string;
}

const WORDS: Readonly<Record<Language, LineWords>> = {
  en: {
    steps: EN,
    outcomes: { paid: 'paid', open: 'open', retry: 'retry', refused: 'refused' },
    ...{ colon: ': ', comma: ', ', expected: 'expected ' },
  },
  zh: {
    steps: ZH,
    outcomes: { paid: '已付', open: '结果未知', retry: '待重试', refused: '已拒绝' },
    ...{ colon: '：', comma: '，', expected: '应为：' },
  },
};

function wordsOf(steps: StepWords, step: Step): string {
  // Its kind has chosen the words that take it.
  return (steps[step.do] as (step: Step) => string)(step);
}

/** One line about a step that was played. */
export function playedLine(
  at: number,
  { step, outcome, err_code, status, isAsStated }: Played,
  language: Language = 'en',
): string {
  const { steps, outcomes, colon, comma, expected } = WORDS[language];
  const said = (words: readonly (string | undefined)[]): string =>
    words.filter((word) => word !== undefined).join(comma);
  const nameOf = (one: Outcome | undefined): string | undefined => one && outcomes[one];
  const result = said([nameOf(outcome), err_code, status]);
  const line = `${String(at).padStart(3)}  ${wordsOf(steps, step)}${result === '' ? '' : colon + result}`;
  if (isAsStated) return line;
  const stated = [
    'outcome' in step ? nameOf(step.outcome) : undefined,
    'status' in step ? step.status : undefined,
  ];
  return `${line}  ✗ ${expected}${said(stated)}`;
}

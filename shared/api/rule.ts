import type { BaseIssue } from 'valibot';
import { fenToYuan } from './money';

/** Of a rule that needs no figure. */
type None = Readonly<Record<never, never>>;

/** The rules of params by name, and the figures that their sentences need. Amounts in fen. */
export interface RuleFigures {
  readonly openid: None;
  readonly appid: None;
  readonly yuan: None;
  readonly decimals: None;
  readonly integer: None;
  readonly xml: None;
  readonly 'well-formed': None;
  /** UTF-8 bytes; `has` where the text has too many or none. */
  readonly bytes: { readonly max: number; readonly has?: number };
  readonly 'one-of': { readonly words: readonly string[] };
  /** Of `total_num`, by the type of the packet. */
  readonly shares: { readonly type: string; readonly min: number; readonly max: number };
  /** Of `total_amount`; `isAverage` where several share the packet. */
  readonly amount: {
    readonly min: number;
    readonly max: number;
    readonly isAverage: boolean;
    readonly hasScene: boolean;
  };
  /** A sentence without figures, which is in English only. */
  readonly text: { readonly text: string };
}

/**
 * What a param must be, as a value with its figures, so that a program can say it in another language than the API's. It
 * holds nothing that a caller has given.
 */
export type Rule = {
  [K in keyof RuleFigures]: { readonly rule: K } & RuleFigures[K];
}[keyof RuleFigures];

/** The sentences of one language: each is the end of a sentence that begins with the param's name. */
export type RuleSentences = { readonly [K in keyof RuleFigures]: (figures: RuleFigures[K]) => string };

const ENGLISH: RuleSentences = {
  openid: () =>
    'must be the openid of the recipient: 1 to 32 letters, digits, "_" and "-", with no spaces or invisible characters.',
  appid: () => 'must be the appid of the official account: 1 to 32 letters and digits.',
  yuan: () => 'must be a number of yuan.',
  decimals: () =>
    'must be a positive number of yuan with at most two decimals: round it to fen, as Math.round(yuan * 100) / 100 does.',
  integer: () => 'must be an integer.',
  xml: () => 'must not contain carriage returns, other control characters or lone surrogates.',
  'well-formed': () => 'must not contain lone surrogates.',
  bytes: ({ max, has }) =>
    `must be a string of 1 to ${max} UTF-8 bytes${has === undefined ? '.' : `; it has ${has}.`}`,
  'one-of': ({ words }) => `must be one of ${words.join(', ')}.`,
  shares: ({ type, min, max }) =>
    `must be ${min === max ? min : `${min} to ${max}`} for a ${type} red packet.`,
  amount: ({ min, max, isAverage, hasScene }) => {
    const range = `${fenToYuan(min).toFixed(2)} to ${fenToYuan(max).toFixed(2)} yuan`;
    return `must be ${range}${isAverage ? ' per packet on average' : ''} ${hasScene ? 'with' : 'without'} a scene_id.`;
  },
  text: ({ text }) => text,
};

/** The rule in a language; by default in the API's own words. */
export function ruleText(rule: Rule, sentences: RuleSentences = ENGLISH): string {
  // The name has chosen the sentence that takes these figures.
  return (sentences[rule.rule] as (figures: Rule) => string)(rule);
}

const rules = new WeakMap<object, Rule>();

/**
 * A message for the validator that also keeps the rule itself: `ruleOf` gives it back for the issue.
 * @param rule or how it follows from the issue
 */
export function breaks<I extends BaseIssue<unknown>>(
  rule: Rule | ((issue: I) => Rule),
): (issue: I) => string {
  return (issue) => {
    const broken = typeof rule === 'function' ? rule(issue) : rule;
    rules.set(issue, broken);
    return ruleText(broken);
  };
}

/** The rule that an issue of the validator is about; its sentence where it was given as one. */
export function ruleOf(issue: BaseIssue<unknown>): Rule {
  return rules.get(issue) ?? { rule: 'text', text: issue.message };
}

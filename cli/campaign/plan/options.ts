import { yuanToFen } from '../../../shared/api/money';
import { PAYMENT_PARAMS } from '../../../shared/api/send-params';
import { CAMPAIGN_NAME } from '../../../shared/campaign/key';
import { UsageError } from '../../errors';
import { amountOf, integerOf } from './judge/cells';
import { flagOf, type Param } from './judge/columns';
import type { Defaults } from './judge/judge';
import { OptionError } from './reason/errors';

const text = { type: 'string' } as const;

/** Options that give a param to all rows. */
const DEFAULT_OPTIONS = {
  ...{ 'official-account': text, type: text, 'total-amount': text, 'total-num': text },
  ...{ 'send-name': text, 'act-name': text, wishing: text, remark: text },
  ...{ 'scene-id': text, 'risk-info': text, gateway: text },
};

export const PLAN_OPTIONS = {
  campaign: text,
  ...DEFAULT_OPTIONS,
  ...{ budget: text, 'max-per-recipient': text },
  'skip-bad': { type: 'boolean' },
  ignore: { type: 'string', multiple: true },
  ...{ encoding: text, sheet: text, dir: text, lang: text },
  'require-approval': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Values = Readonly<Record<string, unknown>>;

/** The campaign's name. @throws UsageError */
export function campaignOf(values: Values): string {
  const { campaign } = values;
  if (typeof campaign !== 'string' || campaign === '')
    throw new OptionError({ kind: 'no-option', option: '--campaign' });
  if (!CAMPAIGN_NAME.test(campaign)) throw new OptionError({ kind: 'campaign-name', given: campaign });
  return campaign;
}

/** A limit in fen; null for none. @throws UsageError */
export function limitOf(values: Values, name: 'budget' | 'max-per-recipient'): number | null {
  const given = values[name];
  if (typeof given !== 'string') return null;
  const amount = amountOf(given);
  const fen = 'value' in amount ? yuanToFen(amount.value) : null;
  if (fen === null || fen === 0) throw new OptionError({ kind: 'no-amount', option: `--${name}`, given });
  return fen;
}

function defaultOf(param: Param, given: string): string | number {
  if (param !== 'total_amount' && param !== 'total_num') return given;
  const value = param === 'total_amount' ? amountOf(given) : integerOf(given);
  if ('problem' in value)
    throw new OptionError({ kind: 'option-cell', option: flagOf(param), problem: value.problem });
  return value.value;
}

/** What the options give to all rows. @throws UsageError */
export function defaultsOf(values: Values): Defaults {
  const entries = PAYMENT_PARAMS.flatMap((param) => {
    const given = values[flagOf(param).slice(2)];
    return typeof given === 'string' && given !== '' ? [[param, defaultOf(param, given)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The file that is planned. @throws UsageError */
export function fileOf(positionals: readonly string[]): string {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError(`Give one file of recipients, .csv or .xlsx; got ${positionals.length}.`);
  return file;
}

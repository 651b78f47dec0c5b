import type { Settings } from '../../cli/sandbox/admin';

/** How a setting is entered. `isOptional`: blank is no limit. */
export type SettingField =
  | { readonly as: 'yuan' | 'count'; readonly isOptional?: boolean }
  /** Entered in the unit, in milliseconds for the sandbox. */
  | { readonly as: 'minutes' | 'hours' }
  | { readonly as: 'switch' }
  | { readonly as: 'choice'; readonly of: readonly string[] }
  /** One on a line. */
  | { readonly as: 'openids' };

type SettingName = keyof Settings;

const NO_LIMIT = { isOptional: true } as const;

/** Every setting of the sandbox, in groups as the page shows them. Names are those of its admin API. */
export const SETTING_GROUPS = {
  limits: {
    userDailyCount: { as: 'count', ...NO_LIMIT },
    userDailyFen: { as: 'yuan', ...NO_LIMIT },
    merchantDailyFen: { as: 'yuan', ...NO_LIMIT },
    ratePerSecond: { as: 'count', ...NO_LIMIT },
  },
  amounts: {
    minFen: { as: 'yuan' },
    maxFen: { as: 'yuan' },
    sceneMinFen: { as: 'yuan' },
    sceneMaxFen: { as: 'yuan' },
  },
  refused: {
    riskOpenids: { as: 'openids' },
    sceneOpen: { as: 'switch' },
    groupOpen: { as: 'switch' },
  },
  times: {
    sendingMs: { as: 'minutes' },
    queryLagMs: { as: 'minutes' },
    untakenMs: { as: 'hours' },
    refundingMs: { as: 'minutes' },
    parkedLifeMs: { as: 'hours' },
  },
  answers: {
    answerStyle: { as: 'choice', of: ['live', 'documented'] },
    notFoundStyle: { as: 'choice', of: ['live', 'documented'] },
    replay: {
      as: 'choice',
      of: ['SUCCESS', 'SEND_FAILED', 'NOTENOUGH', 'SIGN_ERROR', 'FREQ_LIMIT', 'PARAM_ERROR'],
    },
    amountMismatch: { as: 'choice', of: ['FATAL_ERROR', 'PARAM_ERROR'] },
    hblist: { as: 'choice', of: ['always', 'group', 'never'] },
    takerStatus: { as: 'switch' },
    signAnswers: { as: 'switch' },
  },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<SettingName, SettingField>>>>>;

export type SettingGroup = keyof typeof SETTING_GROUPS;

/** Fields of one group by the names of their settings. */
export function fieldsIn(group: SettingGroup): readonly (readonly [SettingName, SettingField])[] {
  return Object.entries(SETTING_GROUPS[group]) as [SettingName, SettingField][];
}

export const GROUPS = Object.keys(SETTING_GROUPS) as readonly SettingGroup[];

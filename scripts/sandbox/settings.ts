/**
 * The settings of the sandbox: where WeChat's documents or reports of the live service disagree about a behaviour, the
 * sandbox supports each variant, since a caller must be correct with all of them.
 */
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const countOrOff = v.nullable(count);

/** Possible responses to a resend of a paid order: the sources contradict each other, and none of them pays again. */
export const REPLAY_RESPONSES = [
  'SUCCESS',
  'SEND_FAILED',
  'NOTENOUGH',
  'SIGN_ERROR',
  'FREQ_LIMIT',
  'PARAM_ERROR',
] as const;

export const SettingsSchema = v.strictObject({
  /** `live`: err_code SUCCESS, one line. `documented`: err_code 0, bare numbers, a line per element. */
  answerStyle: v.picklist(['live', 'documented']),
  /** Signs responses with a business part. Most live samples have no `sign`, one of 2019 has. */
  signAnswers: v.boolean(),
  /** gethbinfo of an unknown number: NOT_FOUND (`live`) or FAIL + SYSTEMERROR (`documented`). */
  notFoundStyle: v.picklist(['live', 'documented']),
  /** The packets for which gethbinfo lists the recipients; live responses of 2019/20 lack the list. */
  hblist: v.picklist(['always', 'group', 'never']),
  /** Adds a `status` to each recipient, as in the sample of 2015. */
  takerStatus: v.boolean(),
  replay: v.picklist(REPLAY_RESPONSES),
  /** The code for a reuse of a number with another amount. */
  amountMismatch: v.picklist(['FATAL_ERROR', 'PARAM_ERROR']),
  /** How long a resend can pay a parked order: 24 h according to WeChat's staff, 3 days according to other reports. */
  parkedLifeMs: count,
  /** From payment to delivery; gethbinfo says SENDING meanwhile. */
  sendingMs: count,
  /** From payment to the refund of the untaken amount. */
  untakenMs: count,
  /** From RFUND_ING to REFUND. */
  refundingMs: count,
  /** How long gethbinfo does not see a new order. */
  queryLagMs: count,
  userDailyCount: countOrOff,
  userDailyFen: countOrOff,
  merchantDailyFen: countOrOff,
  /** Maximum of sends per merchant in one second of real time; `null` for no limit, WeChat's own is 30. */
  ratePerSecond: countOrOff,
  minFen: count,
  maxFen: count,
  sceneMinFen: count,
  sceneMaxFen: count,
  /** If false, any scene_id is refused, as by the newer product 商家红包. */
  sceneOpen: v.boolean(),
  /** If false, fission packets are refused with API_METHOD_CLOSED. */
  groupOpen: v.boolean(),
  /** Recipients that risk control blocks. */
  riskOpenids: v.array(v.string()),
});

export type Settings = v.InferOutput<typeof SettingsSchema>;

export const SettingsPatchSchema = v.partial(SettingsSchema);
export type SettingsPatch = v.InferOutput<typeof SettingsPatchSchema>;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** WeChat's figures where it publishes any; no rate limit, so that a benchmark measures its own limit. */
export const DEFAULT_SETTINGS: Settings = {
  answerStyle: 'live',
  signAnswers: false,
  notFoundStyle: 'live',
  hblist: 'always',
  takerStatus: false,
  replay: 'SUCCESS',
  amountMismatch: 'FATAL_ERROR',
  parkedLifeMs: DAY_MS,
  sendingMs: 0,
  untakenMs: DAY_MS,
  refundingMs: 10 * 60_000,
  queryLagMs: 0,
  userDailyCount: 10,
  userDailyFen: 100_000,
  merchantDailyFen: 100_000_000,
  ratePerSecond: null,
  minFen: 100,
  maxFen: 20_000,
  sceneMinFen: 30,
  sceneMaxFen: 499_900,
  sceneOpen: true,
  groupOpen: true,
  riskOpenids: [],
};

/** The settings with a patch applied; keys that are undefined in the patch keep their value. */
export function patchSettings(settings: Settings, patch: SettingsPatch): Settings {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return v.parse(SettingsSchema, { ...settings, ...Object.fromEntries(given) });
}

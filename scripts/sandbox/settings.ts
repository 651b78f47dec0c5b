/**
 * The switches of the sandbox: wherever WeChat's pages, or reports of the live service, disagree about a
 * behaviour, the sandbox can show either side, because a caller has to be right under both.
 */
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const countOrOff = v.nullable(count);

/** Answers a replay of a paid order may get: the sources contradict each other, and none of them pays again. */
export const REPLAY_ANSWERS = [
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
  /** Whether answers with a business part bear a `sign`. Most live samples have none, one of 2019 has. */
  signAnswers: v.boolean(),
  /** gethbinfo of an unknown number: NOT_FOUND (`live`) or FAIL + SYSTEMERROR (`documented`). */
  notFoundStyle: v.picklist(['live', 'documented']),
  /** For which packets gethbinfo lists the takers; live answers of 2019/20 lack the list. */
  hblist: v.picklist(['always', 'group', 'never']),
  /** Whether each taker bears a `status`, as in the sample of 2015. */
  takerStatus: v.boolean(),
  replay: v.picklist(REPLAY_ANSWERS),
  /** The code for a number used again with another amount. */
  amountMismatch: v.picklist(['FATAL_ERROR', 'PARAM_ERROR']),
  /** How long a parked order can be re-entered: 24 h by WeChat's staff, 3 days by other reports. */
  parkedLifeMs: count,
  /** From paid to delivered, during which gethbinfo says SENDING. */
  sendingMs: count,
  /** From paid to the return of what nobody took. */
  untakenMs: count,
  /** From RFUND_ING to REFUND. */
  refundingMs: count,
  /** How long gethbinfo does not see an order that exists already. */
  queryLagMs: count,
  userDailyCount: countOrOff,
  userDailyFen: countOrOff,
  merchantDailyFen: countOrOff,
  /** Sends a merchant may make in one second of real time; `null` is no limit, WeChat's own is 30. */
  ratePerSecond: countOrOff,
  minFen: count,
  maxFen: count,
  sceneMinFen: count,
  sceneMaxFen: count,
  /** False: any scene_id is refused, as on the newer 商家红包 product. */
  sceneOpen: v.boolean(),
  /** False: fission packets are refused with API_METHOD_CLOSED. */
  groupOpen: v.boolean(),
  /** Recipients that WeChat's risk control stops. */
  riskOpenids: v.array(v.string()),
});

export type Settings = v.InferOutput<typeof SettingsSchema>;

export const SettingsPatchSchema = v.partial(SettingsSchema);
export type SettingsPatch = v.InferOutput<typeof SettingsPatchSchema>;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** WeChat's figures where it gives any; rate limit off, so that a benchmark measures its own limit. */
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

/** The settings with a patch laid over them; keys the patch leaves undefined keep their value. */
export function patchSettings(settings: Settings, patch: SettingsPatch): Settings {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return v.parse(SettingsSchema, { ...settings, ...Object.fromEntries(given) });
}

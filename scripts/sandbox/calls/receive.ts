/** The checks that every request must pass before it takes effect, in WeChat's order. */
import type { Account } from '../ledger/types';
import type { Call } from '../protocol/calls';
import { paramFault, undocumentedFields } from '../protocol/fields';
import { isSigned } from '../protocol/sign';
import { readFlatXml, XmlFormError } from '../protocol/xml';
import type { Settings } from '../settings';
import { query } from './query';
import { type ApiResponse, type Failure, failure } from './responses';
import { type Hold, send } from './send';
import { catchUp, type World } from './world';

export interface ApiRequest {
  call: Call;
  /** `undefined` if the body is not a flat XML document. */
  fields: ReadonlyMap<string, string> | undefined;
  /** Normalised SHA-256 fingerprint of the client certificate. */
  fingerprint: string;
}

/** The fields of a body, `undefined` if it is not a flat XML document. */
export function readFields(body: string): ReadonlyMap<string, string> | undefined {
  try {
    return readFlatXml(body);
  } catch (error) {
    if (error instanceof XmlFormError) return undefined;
    throw error;
  }
}

/** Every known openid begins with an o; WeChat documents no other format than String(32). */
const OPENID = /^o[A-Za-z0-9_-]{1,31}$/;

/** True if the merchant has used up its sends of the last second, in real time; counts this send otherwise. */
function isTooFast(world: World, mchId: string): boolean {
  const { ratePerSecond } = world.ledger.settings;
  if (ratePerSecond === null) return false;
  const nowMs = world.realNowMs();
  const recent = (world.sendTimes.get(mchId) ?? []).filter((atMs) => atMs > nowMs - 1000);
  world.sendTimes.set(mchId, recent);
  if (recent.length >= ratePerSecond) return true;
  recent.push(nowMs);
  return false;
}

function moneyFault(
  call: Call,
  fields: ReadonlyMap<string, string>,
  settings: Settings,
): Failure | undefined {
  const scene = (fields.get('scene_id') ?? '') !== '';
  if (scene && !settings.sceneOpen) return { err_code: 'PARAM_ERROR', err_code_des: '该场景未开通' };
  const minFen = scene ? settings.sceneMinFen : settings.minFen;
  const maxFen = scene ? settings.sceneMaxFen : settings.maxFen;
  const averageFen = Number(fields.get('total_amount')) / Number(fields.get('total_num'));
  if (averageFen >= minFen && averageFen <= maxFen) return undefined;
  const what = call === 'sendgroupredpack' ? '平均金额' : '金额';
  const yuan = `${minFen / 100}元至${maxFen / 100}元`;
  return { err_code: 'MONEY_LIMIT', err_code_des: `红包${what}不在限制范围内,应为${yuan}` };
}

function appidFault(account: Account, call: Call, fields: ReadonlyMap<string, string>): Failure | undefined {
  const name = call === 'gethbinfo' ? 'appid' : 'wxappid';
  if (account.appids.includes(fields.get(name) ?? '')) return undefined;
  return { err_code: 'PARAM_ERROR', err_code_des: `商户号(mch_id)与${name}不匹配` };
}

function identityFault(
  account: Account | undefined,
  { call, fingerprint }: ApiRequest,
  fields: ReadonlyMap<string, string>,
): Failure | undefined {
  if (!account) return { err_code: 'PARAM_ERROR', err_code_des: 'mch_id字段必填,商户号非法' };
  if (account.certificates && !account.certificates.includes(fingerprint)) return { err_code: 'CA_ERROR' };
  if (undocumentedFields(call, fields).length > 0) return { err_code: 'SIGN_ERROR' };
  const err_code_des = paramFault(call, fields);
  if (err_code_des !== undefined) return { err_code: 'PARAM_ERROR', err_code_des };
  if (!isSigned(fields, account.apiKey)) return { err_code: 'SIGN_ERROR' };
  return appidFault(account, call, fields);
}

function sendFault(world: World, call: Call, fields: ReadonlyMap<string, string>): Failure | undefined {
  const { settings } = world.ledger;
  if (!OPENID.test(fields.get('re_openid') ?? '')) return { err_code: 'OPENID_ERROR' };
  const fault = moneyFault(call, fields, settings);
  if (fault) return fault;
  if (call === 'sendgroupredpack' && !settings.groupOpen) return { err_code: 'API_METHOD_CLOSED' };
  return isTooFast(world, fields.get('mch_id') ?? '') ? { err_code: 'FREQ_LIMIT' } : undefined;
}

/** The refusal of a request before it takes effect; `undefined` if it may take effect. */
export function checkRequest(world: World, request: ApiRequest): Failure | undefined {
  const { call, fields } = request;
  if (!fields) return { err_code: 'XML_ERROR' };
  const account = world.ledger.accounts.get(fields.get('mch_id') ?? '');
  const fault = identityFault(account, request, fields);
  if (fault || call === 'gethbinfo') return fault;
  return sendFault(world, call, fields);
}

/** Checks a request and lets it take effect. Synchronous, so that two requests cannot interleave. */
export function receive(world: World, request: ApiRequest, hold?: Hold): ApiResponse {
  catchUp(world);
  const fields: ReadonlyMap<string, string> = request.fields ?? new Map();
  const fault = checkRequest(world, request);
  if (fault) return failure(fields, fault);
  const nowMs = world.clock.nowMs();
  return request.call === 'gethbinfo'
    ? query(world.ledger, fields, nowMs)
    : send(world.ledger, request.call, fields, nowMs, hold);
}

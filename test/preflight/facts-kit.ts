import type { Fact, Facts, Plan } from '../../scripts/preflight/facts';

/** A first deploy, with nothing wrong. */
export const PLAN: Plan = {
  stack: 'red-pack-prod',
  namespace: 'red-pack-prod',
  miniappId: '42',
  table: 'red-pack-prod-records',
  createTable: true,
  queryBeforeSend: false,
  secretPrefix: 'red-pack/prod/',
  sendConcurrency: 26,
  alarmEmail: '',
};

export const DAY_MS = 86_400_000;

export function fact<T>(value: T): Fact<T> {
  return { known: true, value };
}

export const UNKNOWN = {
  known: false,
  what: 'the moon',
  reason: 'AccessDeniedException: no',
  permission: 'moon:Get',
} as const;

export const SECRET = { name: 'red-pack/prod/wx1', problem: null, expiresAtMs: 400 * DAY_MS };

/** A stack that runs, and with which all is well. */
export const FACTS: Facts = {
  nowMs: 0,
  quota: fact({ limit: 1000, unreserved: 974, reserved: 26 }),
  deployed: fact({
    MINIAPP_ID: '42',
    ID_NAMESPACE: 'red-pack-prod',
    RECORDS_TABLE: 'red-pack-prod-records',
    SECRET_PREFIX: 'red-pack/prod/',
  }),
  table: fact({ status: 'ACTIVE', indexes: ['by_due', 'by_openid', 'by_time'] }),
  ownedTable: fact('red-pack-prod-records'),
  records: fact({ ours: null, other: null }),
  secretNames: fact([SECRET.name]),
  secrets: fact([SECRET]),
  subscriptions: fact({ confirmed: 1, pending: 0 }),
};

/** What AWS knows before the first deploy. */
export const NOTHING_YET: Facts = {
  ...FACTS,
  quota: fact({ limit: 1000, unreserved: 1000, reserved: null }),
  deployed: fact(null),
  table: fact(null),
  ownedTable: fact(null),
  records: fact(null),
  subscriptions: fact(null),
};

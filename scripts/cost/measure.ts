import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startMeter } from '../bench/pages-meter';
import { buildIfStale } from '../build';
import { readService } from '../local/service-file';
import { startLocalStack } from '../local/stack';
import { bytesOf, entryOf, type Index, indexesOf } from './index-units';
import { Scene, type Units } from './scene';

export type { Units } from './scene';

const ROOT = join(__dirname, '../..');
const HOUR_MS = 3_600_000;

/** Of each kind: an average of fewer would depend on the digits of a millisecond. */
const COUNT = 20;

export interface Measured {
  /** A send that is paid at once. */
  readonly send: Units;
  /** The same without follow-up: the param `follow-up` is false. */
  readonly sendOnly: Units;
  /** The same key once more: answered from the record. */
  readonly repeat: Units;
  /** What a daily budget adds to it. */
  readonly budget: Units;
  /** A pass of recovery that finds nothing. */
  readonly pass: Units;
  /** A record that a pass finds open and completes. */
  readonly recovered: Units;
  /** A paid packet that a pass asks about, which is then final. */
  readonly followed: Units;
  /** Bytes of a paid record, and of its entries in the indexes after its follow-up. */
  readonly recordBytes: number;
  readonly entryBytes: number;
  /** Metrics that the lines of sends and passes carry, each with its values of dimensions: CloudWatch bills each. */
  readonly metricSeries: number;
}

function minus(one: Units, other: Units): Units {
  const names = Object.keys(one) as (keyof Units)[];
  return Object.fromEntries(names.map((name) => [name, one[name] - other[name]])) as unknown as Units;
}

function over(units: Units, count: number): Units {
  const names = Object.keys(units) as (keyof Units)[];
  return Object.fromEntries(names.map((name) => [name, units[name] / count])) as unknown as Units;
}

async function setBudget(scene: Scene): Promise<void> {
  const account = JSON.parse(await readFile(join(scene.stack.dir, 'account.json'), 'utf8'));
  const client = new SecretsManagerClient(scene.options('SECRETS_MANAGER'));
  const SecretString = JSON.stringify({
    ...{ mch_id: account.mchId, api_key: account.apiKey, daily_budget_yuan: 100_000 },
    ...{ certificate: account.merchant.certificate, private_key: account.merchant.privateKey },
  });
  const SecretId = `${scene.stack.env.SECRET_PREFIX}${account.appid}`;
  await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  client.destroy();
}

async function play(scene: Scene, indexes: readonly Index[]): Promise<Omit<Measured, 'sendOnly'>> {
  await scene.admin('/settings', { userDailyCount: null, userDailyFen: null, merchantDailyFen: null });
  // The first loads the secret.
  await scene.send(1);
  const send = over(await scene.during(() => scene.send(COUNT)), COUNT);
  const repeat = over(await scene.during(() => scene.repeat(COUNT)), COUNT);
  await scene.invoke('recoverRedPacks', {});
  const pass = await scene.during(() => scene.invoke('recoverRedPacks', {}));
  const fault = { kind: 'answer', err_code: 'PROCESSING', when: 'after' };
  await scene.admin(
    '/faults',
    Array.from({ length: COUNT }, () => ({ call: 'send', fault })),
  );
  await scene.send(COUNT);
  const recovery = await scene.during(() => scene.invoke('recoverRedPacks', { all: true }));
  const recovered = over(minus(recovery, pass), COUNT);
  await scene.admin('/clock', { advanceMs: 27 * HOUR_MS });
  const follow = await scene.during(() => scene.invoke('recoverRedPacks', {}));
  const items = await scene.items();
  const metricSeries = await scene.metricSeries();
  const followed = over(minus(follow, pass), items.length);
  await setBudget(scene);
  // Past the time for which a secret is cached.
  await scene.admin('/clock', { advanceMs: HOUR_MS });
  await scene.send(1);
  const withBudget = over(await scene.during(() => scene.send(COUNT)), COUNT);
  const mean = (sizes: readonly number[]): number =>
    sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const entries = items.map((item) =>
    indexes.reduce((sum, index) => sum + bytesOf(entryOf(item, index) ?? {}), 0),
  );
  return {
    ...{ send, repeat, pass, recovered, followed, budget: minus(withBudget, send) },
    metricSeries,
    ...{ recordBytes: mean(items.map(bytesOf)), entryBytes: mean(entries) },
  };
}

/** A local stack of its own for the work, with a meter before its table. */
async function withScene<T>(
  environment: Readonly<Record<string, string>>,
  work: (scene: Scene, indexes: readonly Index[]) => Promise<T>,
): Promise<T> {
  const { table } = await readService(join(ROOT, 'serverless.yml'));
  const indexes = indexesOf(table, 'id');
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-cost-'));
  const meter = await startMeter(indexes);
  try {
    const variables = { AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint, ...environment };
    const stack = await startLocalStack({ dir, environment: variables });
    meter.lead(stack.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    const scene = new Scene(stack, meter);
    try {
      return await work(scene, indexes);
    } finally {
      scene.destroy();
      await stack.close();
    }
  } finally {
    await meter.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Plays sends, recovery and follow-up on local stacks of its own, and counts what AWS would bill. */
export async function measure(): Promise<Measured> {
  await buildIfStale();
  const played = await withScene({}, play);
  const sendOnly = await withScene({ FOLLOW_UP: 'false' }, async (scene) => {
    await scene.send(1);
    return over(await scene.during(() => scene.send(COUNT)), COUNT);
  });
  return { ...played, sendOnly };
}

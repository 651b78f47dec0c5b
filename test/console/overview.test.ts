import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Stack } from '../../cli/stack';
import { figuresOfCloudWatch } from '../../console/overview/from-cloudwatch';
import { figuresOfRecords } from '../../console/overview/from-records';
import { latencyOfLogs } from '../../console/overview/latency';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { endServers, serveHttp } from '../kit/server';
import { NOON_S, startTestConsole } from './kit';

afterAll(async () => {
  await endServers();
  await removeTempFolders();
});

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
    readonly Period: number;
    readonly Stat: string;
  };
}
interface Asked {
  readonly MetricDataQueries: readonly Query[];
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
}

/** CloudWatch's GetMetricData, in two pages, with these values by id. */
async function cloudWatch(values: Readonly<Record<string, readonly number[]>>) {
  const asked: Asked[] = [];
  const { url } = await serveHttp((body, req, res) => {
    expect(req.headers['x-amz-target']).toBe('GraniteServiceVersion20100801.GetMetricData');
    const input = JSON.parse(body) as Asked;
    asked.push(input);
    const isSecond = input.NextToken !== undefined;
    const results = input.MetricDataQueries.filter(({ Id }) => Id.startsWith('p') === isSecond).map(
      ({ Id }) => {
        const of = values[Id] ?? [];
        const Timestamps = of.map((_, index) => NOON_S - 12 * 3600 + index * 3600);
        return {
          Id,
          Label: Id === 'faults' ? 'NOTENOUGH' : Id,
          Timestamps,
          Values: of,
          StatusCode: 'Complete',
        };
      },
    );
    res.setHeader('content-type', 'application/x-amz-json-1.0');
    res.end(JSON.stringify({ MetricDataResults: results, ...(!isSecond && { NextToken: 'more' }) }));
  });
  const stack = {
    ...{ name: 'red-pack-prod', functionPrefix: 'red-pack-prod-', isLocal: false },
    clientConfig: () => ({
      ...{ endpoint: url, region: 'cn-north-1' },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  } as unknown as Stack;
  return { asked, stack };
}

const VALUES = {
  paid_sendRedPack: [3, 4],
  paid_recoverRedPacks: [1],
  paid_fen: [1_000, 2_345],
  retry_sendRedPack: [2],
  refused_sendRedPack: [5],
  open_sendRedPack: [1],
  p50: [80, 90],
  p99: [400, 500],
  person: [1],
  days: [200, 12],
  faults: [2],
};

/** A local stack without a record: its functions answer empty lists, Secrets Manager the secrets of these names. */
async function emptyStack(
  logsDir: string,
  secrets: Readonly<Record<string, string>> = {},
  unfinished: readonly object[] = [],
): Promise<Stack> {
  const { url } = await serveHttp((body, req, res) => {
    const target = String(req.headers['x-amz-target'] ?? '');
    const { SecretId = '' } = JSON.parse(body) as { SecretId?: string };
    const answer = target.endsWith('ListSecrets')
      ? { SecretList: Object.keys(secrets).map((Name) => ({ Name })) }
      : target.endsWith('GetSecretValue')
        ? { SecretString: secrets[SecretId] }
        : { status: 200, data: { objects: unfinished, cursor: null } };
    res.setHeader('content-type', 'application/x-amz-json-1.1');
    res.end(JSON.stringify(answer));
  });
  const config = {
    ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return {
    ...{ name: 'red-pack-dev', functionPrefix: 'red-pack-dev-', isLocal: true, logsDir },
    ...{ lambda: new LambdaClient(config), secretsManager: new SecretsManagerClient(config) },
    redPack: { async *sentRedPacks() {} },
    settings: () => Promise.resolve({ SECRET_PREFIX: 'red-pack/dev/' }),
    environment: () => Promise.resolve({ SECRET_PREFIX: 'red-pack/dev/' }),
  } as unknown as Stack;
}

describe('the overview of the local stack', () => {
  it('has no latency when the logs are gone, and all other figures', async () => {
    const stack = await emptyStack('/nonexistent/logs');
    const figures = await figuresOfRecords(stack, NOON_S * 1000);
    expect(figures).toMatchObject({
      latency: null,
      paid: { count: 0, fen: 0 },
      cannotPay: 0,
      isCounting: false,
    });
  });

  it('counts a thousand packets of each kind that is not final, and says that there are more', async () => {
    const records = Array.from({ length: 1_001 }, (_, n) => ({ id: String(n), total_amount: 1.5 }));
    const more = await figuresOfRecords(await emptyStack('/nonexistent', {}, records), NOON_S * 1000);
    expect(more.open).toEqual({ count: 1_000, fen: 150_000, isAtLeast: true });
    const all = await figuresOfRecords(await emptyStack('/nonexistent', {}, records.slice(1)), NOON_S * 1000);
    expect(all.open).toEqual({ count: 1_000, fen: 150_000 });
  });

  it('counts accounts that cannot pay', async () => {
    const stack = await emptyStack('/nonexistent/logs', {
      'red-pack/dev/wxOne/weixin_tenpay': 'not JSON',
      'red-pack/dev/wxTwo/weixin_tenpay': '{"mch_id":"1900000109"}',
    });
    const { cannotPay, certificateDays } = await figuresOfRecords(stack, NOON_S * 1000);
    expect({ cannotPay, certificateDays }).toEqual({ cannotPay: 2, certificateDays: null });
  });
});

describe('the overview of a stack on AWS', () => {
  it('adds up the metrics of the day in Beijing', async () => {
    const { asked, stack } = await cloudWatch(VALUES);
    const figures = await figuresOfCloudWatch(stack, NOON_S * 1000);
    expect(figures).toMatchObject({
      ...{ source: 'cloudwatch', received: null, returned: null, person: 1, certificateDays: 12 },
      ...{ paid: { count: 8, fen: 3_345 }, refused: { count: 5, fen: null } },
      ...{ retry: { count: 2, fen: null }, open: { count: 1, fen: null }, latency: { p50: 90, p99: 500 } },
      codes: [{ code: 'NOTENOUGH', count: 2, fen: null }],
    });
    expect(figures.points).toHaveLength(12);
    expect(figures.points.slice(0, 3)).toEqual([
      { label: '00:00', values: [1_000] },
      { label: '01:00', values: [2_345] },
      { label: '02:00', values: [0] },
    ]);
    expect(asked).toHaveLength(2);
    expect(asked.map(({ StartTime, EndTime }) => [StartTime, EndTime])).toEqual([
      [NOON_S - 12 * 3600, NOON_S],
      [NOON_S - 12 * 3600, NOON_S],
    ]);
  });

  it('asks for metrics as the functions write them', async () => {
    const { asked, stack } = await cloudWatch(VALUES);
    await figuresOfCloudWatch(stack, NOON_S * 1000);
    const queries = asked[0]?.MetricDataQueries ?? [];
    const paid = queries.find(({ Id }) => Id === 'paid_sendRedPack');
    expect(paid?.MetricStat).toEqual({
      Metric: {
        ...{ Namespace: 'red-pack-prod', MetricName: 'paid' },
        Dimensions: [
          { Name: 'service', Value: 'red-pack' },
          { Name: 'function_name', Value: 'red-pack-prod-sendRedPack' },
        ],
      },
      ...{ Period: 3600, Stat: 'Sum' },
    });
    expect(queries.find(({ Id }) => Id === 'faults')?.Expression).toBe(
      `SEARCH('{"red-pack-prod",service,fault_code} MetricName="account_fault"', 'Sum', 3600)`,
    );
  });

  it('is a page that says what CloudWatch does not know, and refreshes by the minute', async () => {
    const { asked, stack } = await cloudWatch(VALUES);
    const { get } = startTestConsole({ stack, allowsActions: false });
    for (const _ of [1, 2]) {
      const html = await (await get('/')).text();
      expect(html).toContain('33.45<abbr>yuan</abbr>');
      expect(html).toContain('not a metric: ./red-pack report has it');
      expect(html).toContain('One packet waits for a person’s decision.');
      expect(html).toContain('hx-trigger="every 60s"');
      expect(html).toContain('Read-only');
      expect(html).toContain('cn-north-1');
    }
    // Two pages of one answer: the second visit shares it.
    expect(asked).toHaveLength(2);
  });

  it('says which right is missing', async () => {
    const { url } = await serveHttp((_, _req, res) => {
      res.statusCode = 400;
      res.setHeader('content-type', 'application/x-amz-json-1.0');
      const message = 'not authorized to perform: cloudwatch:GetMetricData';
      res.end(JSON.stringify({ __type: 'com.amazonaws#AccessDeniedException', message }));
    });
    const { stack } = await cloudWatch({});
    const config = { ...stack.clientConfig('CLOUDWATCH'), endpoint: url };
    const { get } = startTestConsole({ stack: { ...stack, clientConfig: () => config } });
    const response = await get('/');
    expect(response.status).toBe(502);
    const html = await response.text();
    expect(html).toContain('cloudwatch:GetMetricData');
    expect(html).toContain('These AWS credentials lack the right');
  });
});

describe('the latency of the local stack', () => {
  it('is that of the calls in the logs since midnight; damaged lines are left out', async () => {
    const dir = join(await tempFolder(), 'logs');
    await mkdir(dir);
    const line = (at: number, ms: readonly number[]): string =>
      JSON.stringify({ message: 'send completed', _aws: { Timestamp: at }, wechat_ms: ms });
    const calls = Array.from({ length: 100 }, (_, index) => line(2_000, [index + 1]));
    await writeFile(
      join(dir, 'a.log'),
      ['cut off "wechat_ms"', line(1_000, [9_999]), ...calls, ''].join('\n'),
    );
    await writeFile(join(dir, 'b.log'), 'START\n');
    await writeFile(join(dir, 'c.txt'), line(2_000, [77_777]));
    expect(await latencyOfLogs(dir, 1_500)).toEqual({ p50: 50, p99: 99 });
    expect(await latencyOfLogs(dir, 3_000)).toBeNull();
  });
});

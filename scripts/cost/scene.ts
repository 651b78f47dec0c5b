import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Meter } from '../bench/pages-meter';
import type { LocalStack } from '../local/stack';
import type { Item } from './index-units';

/** What one packet, record or pass takes. */
export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly indexWriteUnits: number;
  /** Of the functions' own log lines; Lambda's START, END and REPORT come on top. */
  readonly logLines: number;
  readonly logBytes: number;
}

/** The local stack with a meter before its table. */
export class Scene {
  #last = 0;
  readonly #lambda: LambdaClient;

  constructor(
    readonly stack: LocalStack,
    private readonly meter: Meter,
  ) {
    this.#lambda = new LambdaClient({ ...this.options('LAMBDA'), maxAttempts: 1 });
  }

  options(service: string) {
    const { env } = this.stack;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return { endpoint: env[`AWS_ENDPOINT_URL_${service}`] ?? '', region: env.AWS_REGION ?? '', credentials };
  }

  async invoke(name: string, event: object): Promise<Record<string, unknown>> {
    const FunctionName = `${this.stack.env.RED_PACK_FUNCTION_PREFIX}${name}`;
    const output = await this.#lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    const { status, data } = JSON.parse(output.Payload?.transformToString() ?? 'null');
    if (status !== 200) throw new Error(`${name}: ${JSON.stringify(data)}`);
    return data;
  }

  /** Sends packets one after another, as the sandbox's faults want it. */
  async send(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      this.#last += 1;
      await this.#sendOne();
    }
  }

  /** Sends the last packet again, as a caller does that lost the answer. */
  async repeat(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.#sendOne();
  }

  async #sendOne(): Promise<void> {
    await this.invoke('sendRedPack', {
      ...{ type: 'normal', official_account_id: this.stack.account.appid, send_name: '红包铺' },
      ...{ re_openid: `oCost${String(this.#last).padStart(23, '0')}`, total_amount: 1.88, total_num: 1 },
      ...{ wishing: '恭喜发财', act_name: '新年红包', remark: '新年红包' },
      idempotency_key: `new-year-2026/${String(this.#last).padStart(7, '0')}`,
    });
  }

  async admin(path: string, body: object): Promise<void> {
    const url = `${this.stack.env.WECHAT_PAY_SANDBOX_ADMIN}${path}`;
    const response = await fetch(url, {
      method: path === '/settings' ? 'PATCH' : 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  }

  /** The units that the work takes. */
  async during(work: () => Promise<unknown>): Promise<Units> {
    this.meter.read();
    const before = await this.#log();
    await work();
    const { readUnits, writeUnits, indexWriteUnits } = this.meter.read();
    const lines = (await this.#log()).slice(before.length);
    const logBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
    return { readUnits, writeUnits, indexWriteUnits, logLines: lines.length, logBytes };
  }

  /** The functions' own lines. */
  async #log(): Promise<string[]> {
    const files = this.stack.functionNames.map((name) => join(this.stack.dir, 'logs', `${name}.log`));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
    // By function, so that what is new stands at the end of each: sorted by time, it stands at the end of all.
    const lines = texts.flatMap((text) => text.split('\n').filter((line) => line.startsWith('{')));
    return lines
      .map((line) => [timeOf(line), line] as const)
      .sort(([a], [b]) => a - b)
      .map(([, line]) => line);
  }

  async metricSeries(): Promise<number> {
    return new Set((await this.#log()).flatMap(seriesOf)).size;
  }

  async items(): Promise<Item[]> {
    const client = new DynamoDBClient(this.options('DYNAMODB'));
    const { Items = [] } = await client.send(new ScanCommand({ TableName: this.stack.env.RECORDS_TABLE }));
    client.destroy();
    return Items.filter(({ send_listid }) => send_listid !== undefined);
  }

  destroy(): void {
    this.#lambda.destroy();
  }
}

function timeOf(line: string): number {
  return Date.parse(String((JSON.parse(line) as { timestamp?: string }).timestamp));
}

interface Embedded {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** The metrics of a line in CloudWatch's embedded format, one for each set of dimensions and its values. */
function seriesOf(text: string): string[] {
  const line = JSON.parse(text) as Embedded & Readonly<Record<string, unknown>>;
  return (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [Name, ...names.map((name) => `${name}=${String(line[name])}`)].join(' ')),
    ),
  );
}

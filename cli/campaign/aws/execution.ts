import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ExecutionDoesNotExist,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CommandError, describeError } from '../../errors';
import type { Stack } from '../../stack';
import type { RowFault } from './row-fault';
import { objectKeys } from './store';

/** Rows of a run, as Step Functions counts them. */
export interface RowCounts {
  /** Rows of the plan: Step Functions itself counts what it has read so far. */
  readonly total: number;
  /** Ended without a fault: paid, refused, open, or to be repeated. Only the records tell which. */
  readonly done: number;
  readonly running: number;
  /** All others: waiting, waiting for a redrive, or not read yet. */
  readonly pending: number;
  /** Ended by a fault that ends the run, or stopped with it. */
  readonly failed: number;
}

/** One run of a plan by Step Functions. */
export interface Execution {
  readonly arn: string;
  /** Counts from 1; a run that goes on by redrive keeps its number. */
  readonly attempt: number;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly redrives: number;
  /** It can go on with the rows that it has not done. */
  readonly isRedrivable: boolean;
  readonly rows: RowCounts | null;
  /** Of the row that has ended it, where that is known: `error` then says only that a row has. */
  readonly fault: RowFault | null;
}

/** What a run knows of its rows. */
export interface MapRun {
  /** The last part of its ARN, under which its results lie. */
  readonly id: string;
  readonly rows: RowCounts;
}

/** More runs than anybody starts of one plan. */
const MOST_ATTEMPTS = 1_000;

/** The same plan and attempt have the same name, so that two starts at once are one run. At most 80 characters. */
export function executionName(campaign: string, sha256: string, attempt: number): string {
  return `${campaign}_${sha256.slice(0, 8)}_${attempt}`;
}

export function executionInput(bucket: string, campaign: string, sha256: string): string {
  const plan_key = objectKeys.plan(campaign, sha256);
  return JSON.stringify({ campaign, bucket, plan_key, results_prefix: objectKeys.results(campaign, sha256) });
}

/** `arn:…:stateMachine:x` → `arn:…:execution:x:<name>` */
export function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** The runs of one plan. Every method throws CommandError with the operation. */
export class Executions {
  readonly #client: SFNClient;

  constructor(
    stack: Stack,
    private readonly machineArn: string,
    private readonly campaign: string,
    private readonly sha256: string,
  ) {
    this.#client = new SFNClient(stack.clientConfig('SFN'));
  }

  close(): void {
    this.#client.destroy();
  }

  arnOf(attempt: number): string {
    return executionArn(this.machineArn, executionName(this.campaign, this.sha256, attempt));
  }

  /** The latest run, without what its rows tell; null before the first. Asks by name, so that it needs no list of all runs. */
  async latest(): Promise<Execution | null> {
    let found: Execution | null = null;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const next = await this.#describe(attempt);
      if (next === null) break;
      found = next;
    }
    return found;
  }

  /** A second call with the same attempt is the same run, or is refused because that run has ended. */
  async start(attempt: number, bucket: string): Promise<void> {
    const name = executionName(this.campaign, this.sha256, attempt);
    const input = executionInput(bucket, this.campaign, this.sha256);
    const { machineArn: stateMachineArn } = this;
    await this.#call('StartExecution', () =>
      this.#client.send(new StartExecutionCommand({ stateMachineArn, name, input })),
    );
  }

  async redrive(attempt: number): Promise<void> {
    const executionArn = this.arnOf(attempt);
    await this.#call('RedriveExecution', () =>
      this.#client.send(new RedriveExecutionCommand({ executionArn })),
    );
  }

  async stop(attempt: number): Promise<void> {
    const executionArn = this.arnOf(attempt);
    const cause = 'Stopped by ./red-pack campaign stop.';
    const command = new StopExecutionCommand({ executionArn, error: 'RedPack.StoppedByOperator', cause });
    await this.#call('StopExecution', () => this.#client.send(command));
  }

  /** @param count rows of the plan. @returns null as long as the run has not begun to read it */
  async mapRunOf(attempt: number, count: number): Promise<MapRun | null> {
    const executionArn = this.arnOf(attempt);
    const { mapRuns = [] } = await this.#call('ListMapRuns', () =>
      this.#client.send(new ListMapRunsCommand({ executionArn })),
    );
    const latest = mapRuns.sort((a, b) => Number(b.startDate ?? 0) - Number(a.startDate ?? 0))[0];
    if (latest === undefined) return null;
    const { mapRunArn } = latest;
    const { itemCounts: counts } = await this.#call('DescribeMapRun', () =>
      this.#client.send(new DescribeMapRunCommand({ mapRunArn })),
    );
    const of = (name: 'total' | 'succeeded' | 'running' | 'failed' | 'timedOut' | 'aborted') =>
      Number(counts?.[name] ?? 0);
    const total = Math.max(count, of('total'));
    const [done, running] = [of('succeeded'), of('running')];
    const failed = of('failed') + of('timedOut') + of('aborted');
    const rows = { total, done, running, pending: Math.max(0, total - done - running - failed), failed };
    return { id: mapRunArn?.split(':').at(-1) ?? '', rows };
  }

  async #describe(attempt: number): Promise<Execution | null> {
    const arn = this.arnOf(attempt);
    try {
      const found = await this.#client.send(new DescribeExecutionCommand({ executionArn: arn }));
      return {
        ...{ arn, attempt, rows: null, fault: null },
        status: found.status ?? 'RUNNING',
        startedAt: found.startDate?.getTime() ?? 0,
        endedAt: found.stopDate?.getTime() ?? null,
        error: found.error ?? null,
        cause: found.cause ?? null,
        redrives: found.redriveCount ?? 0,
        isRedrivable: found.redriveStatus === 'REDRIVABLE',
      };
    } catch (cause) {
      if (cause instanceof ExecutionDoesNotExist || (cause as Error).name === 'ExecutionDoesNotExist')
        return null;
      throw this.#failure('DescribeExecution', cause);
    }
  }

  async #call<T>(operation: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (cause) {
      throw this.#failure(operation, cause);
    }
  }

  #failure(operation: string, cause: unknown): CommandError {
    return new CommandError(
      `Step Functions ${operation} failed for ${this.campaign}: ${describeError(cause)}`,
      {
        cause,
      },
    );
  }
}

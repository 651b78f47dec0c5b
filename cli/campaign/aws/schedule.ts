import {
  ActionAfterCompletion,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  FlexibleTimeWindowMode,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { BEIJING_S } from '../../../shared/api/beijing';
import { CommandError, describeError } from '../../errors';
import type { Stack } from '../../stack';
import type { CampaignResources } from './resources';
import { beijingMinute } from './time';

/** `start` begins or continues a run once; `daily` continues it each day after midnight. */
export type ScheduleKind = 'start' | 'daily';

/** A schedule that is set. */
export interface Scheduled {
  readonly kind: ScheduleKind;
  /** As EventBridge Scheduler has it, in Beijing time: `at(2027-02-05T20:00:00)`, `cron(10 0 * * ? *)`. */
  readonly expression: string;
  /** Unix milliseconds; null for none. */
  readonly endsAt: number | null;
}

/** There is such a schedule already. */
export class ScheduledError extends CommandError {}

/** What a schedule calls: a run that starts, or one that goes on. */
export type ScheduledCall =
  | { readonly call: 'startExecution'; readonly name: string; readonly input: string }
  | { readonly call: 'redriveExecution'; readonly executionArn: string };

/** Ten minutes into Beijing's day: WeChat's limits of the day start again, and clocks differ. */
const DAILY = 'cron(10 0 * * ? *)';
const DAY_MS = 86_400_000;

/** A start that could not be delivered for so long is not wanted any more: people sleep. */
const LATEST_S = 3_600;

/** A schedule's name has 64 characters, and a campaign's may have as many. */
export function scheduleName(kind: ScheduleKind, sha256: string): string {
  return `${kind}-${sha256.slice(0, 32)}`;
}

/** Midnight in Beijing after a time. Unix milliseconds. */
export function nextMidnight(ms: number): number {
  const offset = BEIJING_S * 1000;
  return (Math.floor((ms + offset) / DAY_MS) + 1) * DAY_MS - offset;
}

/** The schedules of one plan. Every method throws CommandError with the operation. */
export class Schedules {
  readonly #client: SchedulerClient;

  constructor(
    stack: Stack,
    private readonly resources: CampaignResources,
    private readonly campaign: string,
    private readonly sha256: string,
  ) {
    this.#client = new SchedulerClient(stack.clientConfig('SCHEDULER'));
  }

  close(): void {
    this.#client.destroy();
  }

  /** @param atMs a whole minute; @throws ScheduledError if one is set already */
  async setStart(atMs: number, call: ScheduledCall): Promise<void> {
    await this.#create('start', call, {
      ScheduleExpression: `at(${beijingMinute(atMs).replace(' ', 'T')}:00)`,
      ActionAfterCompletion: ActionAfterCompletion.DELETE,
    });
  }

  /** Continues the run on each of the following days. A redrive of a run that goes on, or is done, is refused. */
  async setDaily(fromMs: number, days: number, executionArn: string): Promise<void> {
    const first = nextMidnight(fromMs);
    await this.#create(
      'daily',
      { call: 'redriveExecution', executionArn },
      {
        ScheduleExpression: DAILY,
        StartDate: new Date(first),
        EndDate: new Date(first + days * DAY_MS),
        ActionAfterCompletion: ActionAfterCompletion.DELETE,
      },
    );
  }

  async get(kind: ScheduleKind): Promise<Scheduled | null> {
    const command = new GetScheduleCommand(this.#named(kind));
    const found = await this.#orNull('GetSchedule', () => this.#client.send(command));
    if (found === null) return null;
    return { kind, expression: found.ScheduleExpression ?? '', endsAt: found.EndDate?.getTime() ?? null };
  }

  /** @returns whether there was one */
  async delete(kind: ScheduleKind): Promise<boolean> {
    const command = new DeleteScheduleCommand(this.#named(kind));
    return (await this.#orNull('DeleteSchedule', () => this.#client.send(command))) !== null;
  }

  #named(kind: ScheduleKind) {
    return { Name: scheduleName(kind, this.sha256), GroupName: this.resources.scheduleGroup };
  }

  async #create(
    kind: ScheduleKind,
    call: ScheduledCall,
    when: Partial<CreateScheduleCommandInput>,
  ): Promise<void> {
    const { machineArn, scheduleRoleArn } = this.resources;
    const [, partition = 'aws'] = machineArn.split(':');
    const input =
      call.call === 'startExecution'
        ? { StateMachineArn: machineArn, Name: call.name, Input: call.input }
        : { ExecutionArn: call.executionArn };
    const command = new CreateScheduleCommand({
      ...this.#named(kind),
      ScheduleExpression: '',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      FlexibleTimeWindow: { Mode: FlexibleTimeWindowMode.OFF },
      Description: `Campaign ${this.campaign}`,
      Target: {
        // The universal target, since the one for state machines cannot name the run: two deliveries would be two runs.
        Arn: `arn:${partition}:scheduler:::aws-sdk:sfn:${call.call}`,
        RoleArn: scheduleRoleArn,
        Input: JSON.stringify(input),
        // A redrive that is refused (the run goes on, or is done) needs no second attempt.
        RetryPolicy:
          kind === 'daily'
            ? { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: LATEST_S }
            : { MaximumEventAgeInSeconds: LATEST_S },
      },
      ...when,
    });
    try {
      await this.#client.send(command);
    } catch (cause) {
      if ((cause as Error).name === 'ConflictException')
        throw new ScheduledError(
          `${this.campaign} has a ${kind} schedule already. Remove it first: ./red-pack campaign stop ${this.campaign}`,
          { cause },
        );
      throw this.#failure('CreateSchedule', cause);
    }
  }

  async #orNull<T>(operation: string, act: () => Promise<T>): Promise<T | null> {
    try {
      return await act();
    } catch (cause) {
      if ((cause as Error).name === 'ResourceNotFoundException') return null;
      throw this.#failure(operation, cause);
    }
  }

  #failure(operation: string, cause: unknown): CommandError {
    return new CommandError(
      `EventBridge Scheduler ${operation} failed for ${this.campaign}: ${describeError(cause)}`,
      {
        cause,
      },
    );
  }
}

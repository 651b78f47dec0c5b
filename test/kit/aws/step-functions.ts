type Json = Record<string, unknown>;

export interface RunningExecution {
  status: string;
  readonly input: string;
  readonly startDate: number;
  stopDate?: number;
  error?: string;
  cause?: string;
  redriveCount: number;
  itemCounts: Record<string, number>;
}

/** An error as Step Functions and Scheduler return it. */
export class AwsError extends Error {
  constructor(
    readonly type: string,
    readonly status = 400,
  ) {
    super(type);
  }
}

/** Step Functions as far as campaigns use it. A test ends the runs. */
export class StepFunctionsStandIn {
  /** By name. */
  readonly executions = new Map<string, RunningExecution>();

  call(operation: string, input: Json): object {
    const name = String(input.executionArn ?? input.mapRunArn ?? input.name).replace(/^.*:/, '');
    if (operation === 'StartExecution') return this.start(name, String(input.input));
    const found = this.executions.get(name);
    if (found === undefined) throw new AwsError('ExecutionDoesNotExist');
    switch (operation) {
      case 'DescribeExecution': {
        const isRedrivable = !['RUNNING', 'SUCCEEDED'].includes(found.status);
        const { itemCounts: _, ...shown } = found;
        return { ...shown, redriveStatus: isRedrivable ? 'REDRIVABLE' : 'NOT_REDRIVABLE' };
      }
      case 'RedriveExecution':
        if (['RUNNING', 'SUCCEEDED'].includes(found.status)) throw new AwsError('ExecutionNotRedrivable');
        Object.assign(found, { status: 'RUNNING', redriveCount: found.redriveCount + 1 });
        delete found.stopDate;
        delete found.error;
        delete found.cause;
        return { redriveDate: 1_800_000_000 };
      case 'StopExecution':
        this.end(name, 'ABORTED', String(input.error), String(input.cause));
        return { stopDate: 1_800_000_000 };
      case 'ListMapRuns':
        return {
          mapRuns: [
            { mapRunArn: `arn:aws:states:ap-southeast-1:000000000000:mapRun:x/Rows:${name}`, startDate: 1 },
          ],
        };
      case 'DescribeMapRun':
        return { itemCounts: found.itemCounts, startDate: 1, status: 'RUNNING' };
      default:
        throw new AwsError('UnknownOperationException');
    }
  }

  end(name: string, status: string, error?: string, cause?: string): void {
    const found = this.executions.get(name);
    if (found === undefined)
      throw new Error(`there is no run ${name}, but ${[...this.executions.keys()].join(', ')}`);
    Object.assign(found, { status, stopDate: 1_800_003_600, ...(error && { error, cause }) });
  }

  private start(name: string, input: string): object {
    const found = this.executions.get(name);
    const isSame = found?.status === 'RUNNING' && found.input === input;
    if (found !== undefined && !isSame) throw new AwsError('ExecutionAlreadyExists');
    const itemCounts = {
      total: 0,
      pending: 0,
      running: 0,
      succeeded: 0,
      failed: 0,
      timedOut: 0,
      aborted: 0,
      resultsWritten: 0,
    };
    if (found === undefined)
      this.executions.set(name, {
        status: 'RUNNING',
        input,
        startDate: 1_800_000_000,
        redriveCount: 0,
        itemCounts,
      });
    return { executionArn: name, startDate: 1_800_000_000 };
  }
}

import { resolve } from 'node:path';
import type { Stack } from '../cli/stack';
import { LOCAL_STACK } from '../cli/stack-choice';
import { Campaigns } from './campaigns/state';
import { clockOf } from './clock';
import { Flash } from './flash';
import { type RunningConsole, startConsole } from './server';
import type { ConsoleState } from './state';

export interface ConsoleOptions {
  readonly port: number;
  /** On AWS; the local stack can always be acted on. */
  readonly allowActions: boolean;
  /** Folder of the campaigns, as `--dir` of their commands. */
  readonly campaigns?: string | undefined;
}

/** What the pages of a console for this stack share. */
export async function stateOf(
  stack: Stack,
  { allowActions, campaigns = 'campaigns' }: Omit<ConsoleOptions, 'port'>,
): Promise<ConsoleState> {
  const place = stack.isLocal ? '' : await stack.lambda.config.region();
  return {
    ...{ stack, place, allowsActions: stack.isLocal || allowActions, nowMs: clockOf(stack) },
    ...{
      flash: new Flash(),
      campaigns: new Campaigns(resolve(campaigns), stack.isLocal ? LOCAL_STACK : stack.name),
    },
  };
}

/** Starts the console of a stack. */
export async function openConsole(stack: Stack, options: ConsoleOptions): Promise<RunningConsole> {
  return startConsole(await stateOf(stack, options), options.port);
}

import type { Stack } from '../cli/stack';
import { clockOf } from './clock';
import { Flash } from './flash';
import { type RunningConsole, startConsole } from './server';
import type { ConsoleState } from './state';

export interface ConsoleOptions {
  readonly port: number;
  /** On AWS; the local stack can always be acted on. */
  readonly allowActions: boolean;
}

/** What the pages of a console for this stack share. */
export async function stateOf(stack: Stack, allowActions: boolean): Promise<ConsoleState> {
  const place = stack.isLocal ? '' : await stack.lambda.config.region();
  const allowsActions = stack.isLocal || allowActions;
  return { stack, place, allowsActions, nowMs: clockOf(stack), flash: new Flash() };
}

/** Starts the console of a stack. */
export async function openConsole(stack: Stack, options: ConsoleOptions): Promise<RunningConsole> {
  return startConsole(await stateOf(stack, options.allowActions), options.port);
}

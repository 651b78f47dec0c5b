import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { CommandError, describeError } from '../errors';
import type { Stack } from '../stack';

/** The functions that send. */
export const SENDING = ['sendRedPack', 'recoverRedPacks'] as const;

/** A tag of the function keeps what its reserved concurrency was: it is where the pause is. */
const TAG = 'red-pack:before-pause';

/** Reserved concurrency; null for none. */
export type Reservation = number | null;

export interface FunctionState {
  readonly arn: string;
  readonly reserved: Reservation;
  /** What it was before the pause; undefined if no pause has noted it. */
  readonly before: Reservation | undefined;
}

function parseTag(text: string | undefined): Reservation | undefined {
  if (text === 'none') return null;
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

async function attempt<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new CommandError(`${what}: ${describeError(cause)}`, { cause });
  }
}

/** @throws CommandError, also if the tags may not be read: a pause would then be noted as the state before it */
export async function readState({ lambda }: Stack, name: string): Promise<FunctionState> {
  const command = new GetFunctionCommand({ FunctionName: name });
  const found = await attempt(`${name} could not be read`, lambda.send(command));
  if (found.TagsError !== undefined)
    throw new CommandError(`The tags of ${name} could not be read: ${found.TagsError.Message}`);
  return {
    arn: found.Configuration?.FunctionArn ?? '',
    reserved: found.Concurrency?.ReservedConcurrentExecutions ?? null,
    before: parseTag(found.Tags?.[TAG]),
  };
}

/** Notes it before the pause, so that no crash leaves a paused function whose reservation nobody knows. */
export async function noteBefore({ lambda }: Stack, arn: string, reserved: Reservation): Promise<void> {
  const Tags = { [TAG]: String(reserved ?? 'none') };
  await attempt(`${arn} could not be tagged`, lambda.send(new TagResourceCommand({ Resource: arn, Tags })));
}

export async function forgetBefore({ lambda }: Stack, arn: string): Promise<void> {
  const command = new UntagResourceCommand({ Resource: arn, TagKeys: [TAG] });
  await attempt(`The tag of ${arn} could not be removed`, lambda.send(command));
}

export async function reserve({ lambda }: Stack, name: string, reserved: Reservation): Promise<void> {
  const FunctionName = name;
  const work =
    reserved === null
      ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
      : lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }),
        );
  await attempt<unknown>(`The reserved concurrency of ${name} could not be set`, work);
}

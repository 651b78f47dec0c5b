import { UsageError } from './errors';

/** Which stack the arguments and the environment select; `name` null for the local one. */
export interface StackChoice {
  readonly name: string | null;
  readonly region: string | undefined;
}

/** Stands for the local stack, as the name of a deployed one always has a "-". */
export const LOCAL_STACK = 'local';

/** @throws UsageError for a name that cannot be a stack's, or a region without one */
export function chooseStack(values: {
  readonly stack?: string | undefined;
  readonly region?: string | undefined;
}): StackChoice {
  const { stack, region } = values;
  const name = stack ?? (process.env.RED_PACK_STACK || null);
  if (name !== null && !/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+$/.test(name))
    throw new UsageError(`--stack must be <service>-<stage>, such as red-pack-prod, got "${name}".`);
  if (name === null && region !== undefined)
    throw new UsageError('--region goes with --stack: the local stack has no region to choose.');
  return { name, region };
}

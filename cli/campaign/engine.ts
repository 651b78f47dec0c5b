import { UsageError } from '../errors';

export const ENGINE_OPTIONS = { engine: { type: 'string' } } as const;

/** @throws UsageError for another engine than Step Functions, the only one that has to be named */
export function checkEngine(engine: string | undefined): void {
  if (engine === 'aws') return;
  throw new UsageError(
    engine === undefined
      ? '--engine is missing. It must be aws; to run the plan from this machine: ./red-pack campaign run'
      : `--engine must be aws, got "${engine}". To run the plan from this machine: ./red-pack campaign run`,
  );
}

import type { Manifest } from '../../shared/campaign/manifest';
import { CommandError } from '../errors';
import type { Stack } from '../stack';

/**
 * Refuses a plan that needs an approval and has none. @throws CommandError
 */
export function requireApproval({ approval, campaign }: Manifest, { name }: Stack): Promise<void> {
  if (approval === 'optional') return Promise.resolve();
  throw new CommandError(
    `The plan of ${campaign} needs the approval of another person on ${name}, and has none: ./red-pack campaign approve ${campaign}. Nothing was sent.`,
  );
}

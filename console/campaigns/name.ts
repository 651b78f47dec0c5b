import { CAMPAIGN_NAME } from '../../shared/campaign/key';
import { InputError } from '../errors';
import { AWS_RUNS } from '../text/aws-runs';
import { textOf, type Visit } from '../visit';

/** A campaign's name as a form has it; it becomes a part of addresses and of names in the bucket. @throws InputError */
export function campaignName(visit: Visit, given: string): string {
  const name = given.trim();
  if (CAMPAIGN_NAME.test(name)) return name;
  throw new InputError(textOf(visit, AWS_RUNS).badName(name));
}

import { PlanError } from '../../../shared/campaign/plan-folder';
import { InputError } from '../../errors';
import { AWS_RUNS } from '../../text/aws-runs';
import { textOf, type Visit } from '../../visit';
import type { Campaign } from '../state';

/** The plan of a campaign on this machine, which its runs on AWS do not need; `problem` says why it cannot be used. */
export interface Here {
  readonly campaign: Campaign | null;
  readonly problem: PlanError | null;
}

export async function planHere(visit: Visit, name: string): Promise<Here> {
  try {
    return { campaign: await visit.console.campaigns.find(name), problem: null };
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return { campaign: null, problem: error };
  }
}

/** For acts on Step Functions. @throws InputError on the local stack, which has none */
export function requireAws(visit: Visit): void {
  const { local, localWhat } = textOf(visit, AWS_RUNS);
  if (visit.console.stack.isLocal) throw new InputError(`${local}. ${localWhat}`);
}

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandError, describeError } from '../../errors';
import type { Stack } from '../../stack';

/** What a stack with `campaigns=true` has for campaigns, from its outputs. */
export interface CampaignResources {
  readonly bucket: string;
  readonly machineArn: string;
  readonly scheduleGroup: string;
  readonly scheduleRoleArn: string;
  /** Whether every campaign of the stack needs an approval. */
  readonly isApprovalRequired: boolean;
}

type Outputs = Readonly<Record<string, string | undefined>>;

/** @returns null if there is no such stack; @throws CommandError */
async function outputsOf(stack: Stack): Promise<Outputs | null> {
  const client = new CloudFormationClient(stack.clientConfig('CLOUDFORMATION'));
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack.name }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
  } catch (cause) {
    const why = describeError(cause);
    if (/does not exist/.test(why)) return null;
    throw new CommandError(
      `The outputs of the stack ${stack.name} could not be read: ${why}. It needs cloudformation:DescribeStacks, which the stack's SendPolicy, CampaignPolicy and ApprovePolicy grant.`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

/**
 * @returns null for the local stack, and for one that was deployed without campaigns
 * @throws CommandError if the stack cannot be read
 */
export async function campaignResourcesOf(stack: Stack): Promise<CampaignResources | null> {
  if (stack.isLocal) return null;
  const outputs = await outputsOf(stack);
  const bucket = outputs?.CampaignBucketName;
  if (outputs === null || bucket === undefined) return null;
  const text = (name: string): string => {
    const value = outputs[name];
    if (value === undefined || value === '')
      throw new CommandError(`The stack ${stack.name} has no output ${name}: deploy it again.`);
    return value;
  };
  return {
    bucket,
    machineArn: text('CampaignMachineArn'),
    scheduleGroup: text('CampaignScheduleGroupName'),
    scheduleRoleArn: text('CampaignScheduleRoleArn'),
    isApprovalRequired: text('CampaignApproval') === 'required',
  };
}

/** The same for commands that cannot do without. @throws CommandError */
export async function requireCampaignResources(stack: Stack): Promise<CampaignResources> {
  const found = await campaignResourcesOf(stack);
  if (found !== null) return found;
  throw new CommandError(
    stack.isLocal
      ? 'The local stack has no Step Functions. Name a stack on AWS with --stack, or run the plan from here: ./red-pack campaign run'
      : `The stack ${stack.name} has no state machine for campaigns: deploy it with campaigns: 'true', see docs/campaign-large.md.`,
  );
}

import { type CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import type { Facts, Plan, Subscriptions } from '../facts';
import type { Clients } from './clients';
import { lookUp, orNull } from './fact';

type StackFacts = Pick<Facts, 'quota' | 'deployed' | 'ownedTable' | 'subscriptions'>;

/** The quota of the account, and what there is of the stack. */
export async function gatherStack({ stack }: Plan, clients: Clients): Promise<StackFacts> {
  const FunctionName = `${stack}-sendRedPack`;
  const { cloudFormation, lambda } = clients;
  const [quota, deployed, ownedTable, subscriptions] = await Promise.all([
    lookUp(
      {
        what: 'the quota of concurrent executions',
        permission: `lambda:GetAccountSettings, and lambda:GetFunctionConcurrency on ${FunctionName}`,
      },
      async (options) => {
        const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}), options);
        const command = new GetFunctionConcurrencyCommand({ FunctionName });
        const own = await orNull(lambda.send(command, options), 'ResourceNotFoundException');
        return {
          limit: AccountLimit?.ConcurrentExecutions ?? 0,
          unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
          reserved: own?.ReservedConcurrentExecutions ?? null,
        };
      },
    ),
    lookUp(
      {
        what: 'the deployed configuration',
        permission: `lambda:GetFunctionConfiguration on ${FunctionName}`,
      },
      async (options) => {
        const command = new GetFunctionConfigurationCommand({ FunctionName });
        const found = await orNull(lambda.send(command, options), 'ResourceNotFoundException');
        return found === null ? null : (found.Environment?.Variables ?? {});
      },
    ),
    lookUp(
      { what: 'whose the table is', permission: `cloudformation:DescribeStackResource on ${stack}` },
      (options) => resourceOf(cloudFormation, stack, 'RecordsTable', options),
    ),
    lookUp(
      {
        what: 'who subscribes to the alarms',
        permission: `cloudformation:DescribeStackResource on ${stack}, and sns:GetTopicAttributes on its topics`,
      },
      (options) => subscriptionsOf(clients, stack, options),
    ),
  ]);
  return { quota, deployed, ownedTable, subscriptions };
}

/** Physical id of a resource that lives in the stack; null if there is none, or the stack has let it go. */
async function resourceOf(
  client: CloudFormationClient,
  StackName: string,
  LogicalResourceId: string,
  options: { readonly abortSignal: AbortSignal },
): Promise<string | null> {
  const command = new DescribeStackResourceCommand({ StackName, LogicalResourceId });
  // CloudFormation has no error of its own for "no such stack" or "no such resource".
  const found = await orNull(client.send(command, options), 'ValidationError');
  const { PhysicalResourceId, ResourceStatus = '' } = found?.StackResourceDetail ?? {};
  // A table that a rollback retained is DELETE_SKIPPED; one that existed before its creation is CREATE_FAILED.
  if (/^DELETE_(COMPLETE|SKIPPED)$|^CREATE_FAILED$/.test(ResourceStatus)) return null;
  return PhysicalResourceId ?? null;
}

async function subscriptionsOf(
  clients: Clients,
  stack: string,
  options: { readonly abortSignal: AbortSignal },
): Promise<Subscriptions | null> {
  const [alarms, pages] = await Promise.all([
    topicOf(clients, stack, 'AlarmTopic', options),
    topicOf(clients, stack, 'PageTopic', options),
  ]);
  return alarms && { ...alarms, ...(pages !== null && { paged: pages.confirmed }) };
}

async function topicOf(
  { cloudFormation, sns }: Clients,
  stack: string,
  name: string,
  options: { readonly abortSignal: AbortSignal },
): Promise<Subscriptions | null> {
  const TopicArn = await resourceOf(cloudFormation, stack, name, options);
  if (TopicArn === null) return null;
  const command = new GetTopicAttributesCommand({ TopicArn });
  const found = await orNull(sns.send(command, options), 'NotFoundException', 'NotFound');
  if (found === null) return null;
  const count = (attribute: string): number => Number(found.Attributes?.[attribute] ?? 0);
  return { confirmed: count('SubscriptionsConfirmed'), pending: count('SubscriptionsPending') };
}

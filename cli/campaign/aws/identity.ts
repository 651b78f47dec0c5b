import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandError, describeError } from '../../errors';
import type { Stack } from '../../stack';

/**
 * The ARN of the identity that runs the command. Two sessions of one role have two ARNs: with single sign-on these are two
 * people.
 * @throws CommandError
 */
export async function identityOf(stack: Stack): Promise<string> {
  const client = new STSClient(stack.clientConfig('STS'));
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Arn === undefined) throw new Error('it names no ARN');
    return Arn;
  } catch (cause) {
    throw new CommandError(`AWS did not say who you are: ${describeError(cause)}`, { cause });
  } finally {
    client.destroy();
  }
}

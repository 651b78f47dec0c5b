import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandError, describeError } from '../../errors';
import type { Stack } from '../../stack';

/** Names that SDKs make up for a session, another for each command. */
const MADE_UP = /^(aws-sdk-js|aws-go-sdk|botocore)-/;

/** Ends the ARN of a role whose sessions tell nobody apart. */
const ANY_SESSION = '/*';

/** Whether people who use this role look the same. */
export function isShared(arn: string): boolean {
  return arn.endsWith(ANY_SESSION);
}

/** The ARN, with `*` for a session that an SDK has named. */
function withoutMadeUpSession(arn: string): string {
  const [, role, session = ''] = /^(arn:[^:]*:sts::\d*:assumed-role\/[^/]+)\/(.+)$/.exec(arn) ?? [];
  return role !== undefined && MADE_UP.test(session) ? role + ANY_SESSION : arn;
}

/**
 * The ARN of the identity that runs the command. Two sessions of one role have two ARNs: with single sign-on these are two
 * people. But a session that the SDK has named (a profile with `role_arn` and no `role_session_name`) has a new name with
 * each command: its ARN is the role's, with `*` for the session.
 * @throws CommandError
 */
export async function identityOf(stack: Stack): Promise<string> {
  const client = new STSClient(stack.clientConfig('STS'));
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Arn === undefined) throw new Error('it names no ARN');
    return withoutMadeUpSession(Arn);
  } catch (cause) {
    throw new CommandError(`AWS did not say who you are: ${describeError(cause)}`, { cause });
  } finally {
    client.destroy();
  }
}

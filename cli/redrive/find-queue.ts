import { GetFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { CommandError, describeError, UsageError } from '../errors';
import type { Stack } from '../stack';
import type { QueueAddress } from './sqs';

const ARN = /^arn:([\w-]+):sqs:([\w-]+):(\d{12}):([\w.-]+)$/;

/** Names the region, which need not be the stack's: after a move, the queue of the old one. */
const SQS_HOST = /^sqs\.([\w-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Set to reach another endpoint than AWS's, as the AWS SDK reads them. */
function givenEndpoint({ clientConfig }: Stack): string | undefined {
  const { endpoint } = clientConfig('SQS');
  return endpoint ?? (process.env.AWS_ENDPOINT_URL_SQS || process.env.AWS_ENDPOINT_URL || undefined);
}

/** @throws UsageError for a URL that is none */
export function checkQueueUrl(url: string | undefined): void {
  if (url === undefined || /^https?:\/\/[^/]+\/\d{12}\/[\w.-]+$/.test(url)) return;
  throw new UsageError(`--queue-url must be the URL of a queue, https://…/<account>/<name>, got "${url}".`);
}

/**
 * The queue that gets the asynchronous sends which Lambda gives up, as the configuration of sendRedPack names it.
 * @param url given by the operator instead
 * @throws CommandError if there is none, or it cannot be read
 */
export async function findQueue(stack: Stack, url: string | undefined): Promise<QueueAddress> {
  const given = givenEndpoint(stack);
  if (url !== undefined) {
    const { origin, hostname } = new URL(url);
    const region = SQS_HOST.exec(hostname)?.[1] ?? (await stack.lambda.config.region());
    return { url, region, endpoint: given ?? origin };
  }
  const FunctionName = `${stack.functionPrefix}sendRedPack`;
  const config = await stack.lambda
    .send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))
    .catch((cause: unknown) => {
      const why = `The on-failure queue of ${FunctionName} could not be read: ${describeError(cause)}`;
      throw new CommandError(why, { cause });
    });
  const destination = config.DestinationConfig?.OnFailure?.Destination ?? '';
  const [, partition = '', region = '', account = '', name = ''] = ARN.exec(destination) ?? [];
  if (name === '')
    throw new CommandError(
      `${FunctionName} has no on-failure queue (found: "${destination}"): deploy the stack, or give --queue-url.`,
    );
  const suffix = partition === 'aws-cn' ? '.cn' : '';
  const endpoint = given ?? `https://sqs.${region}.amazonaws.com${suffix}`;
  return { url: `${endpoint}/${account}/${name}`, endpoint, region };
}

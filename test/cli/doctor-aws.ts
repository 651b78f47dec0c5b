import { type Contract, must } from '../contract/harness';
import { type HttpTestServer, serveHttp } from '../kit/server';

/** A response by status and body. */
export type Reply = readonly [status: number, body: string];

/** What AWS would say about a stack with which all is well; a test replaces a part by its name. */
export interface Aws {
  quota: Reply;
  concurrency: Reply;
  table: Reply;
  topic: Reply;
  pageTopic: Reply;
  subscriptions: Reply;
  pagers: Reply;
  /** In place of the variables of the deployed function; null for the local stack's own. */
  variables: Readonly<Record<string, string>> | null;
  /** Whether there is a function yet. */
  isDeployed: boolean;
  /** The answer for the configuration of one function, by its name. */
  functions: Readonly<Record<string, Reply>>;
}

export const DENIED: Reply = [
  403,
  '<ErrorResponse><Error><Code>AccessDenied</Code><Message>denied</Message></Error></ErrorResponse>',
];
export const NO_STACK: Reply = [
  400,
  '<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>',
];
export const NOT_FOUND: Reply = [404, '{"Message":"Function not found"}'];

function xml(action: string, inner: string): Reply {
  return [200, `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`];
}

function resource(id: string): Reply {
  const fields = `<PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus>`;
  return xml('DescribeStackResource', `<StackResourceDetail>${fields}</StackResourceDetail>`);
}

export function quota(limit: number, unreserved: number): Reply {
  const AccountLimit = { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved };
  return [200, JSON.stringify({ AccountLimit })];
}

export function subscriptions(confirmed: number, pending: number): Reply {
  const entry = (key: string, value: number) => `<entry><key>${key}</key><value>${value}</value></entry>`;
  const entries = entry('SubscriptionsConfirmed', confirmed) + entry('SubscriptionsPending', pending);
  return xml('GetTopicAttributes', `<Attributes>${entries}</Attributes>`);
}

export function healthy(): Aws {
  return {
    quota: quota(1000, 974),
    concurrency: [200, '{"ReservedConcurrentExecutions":26}'],
    table: resource('red-pack-dev-records'),
    topic: resource('arn:aws:sns:us-east-1:1:topic'),
    pageTopic: resource('arn:aws:sns:us-east-1:1:page'),
    subscriptions: subscriptions(1, 0),
    pagers: subscriptions(1, 0),
    functions: {},
    variables: null,
    isDeployed: true,
  };
}

function replyOf(aws: Aws, url: string, body: string): Reply | null {
  if (url.includes('account-settings')) return aws.quota;
  if (!aws.isDeployed && url.includes('/functions/')) return NOT_FOUND;
  if (url.endsWith('/concurrency')) return aws.concurrency;
  const [, name = ''] = /\/functions\/red-pack-dev-(\w+)\/configuration$/.exec(url) ?? [];
  if (aws.functions[name] !== undefined) return aws.functions[name];
  if (url.endsWith('/configuration') && aws.variables !== null)
    return [200, JSON.stringify({ Environment: { Variables: aws.variables } })];
  if (body.includes('LogicalResourceId=RecordsTable')) return aws.table;
  if (body.includes('LogicalResourceId=AlarmTopic')) return aws.topic;
  if (body.includes('LogicalResourceId=PageTopic')) return aws.pageTopic;
  if (!body.startsWith('Action=GetTopicAttributes')) return null;
  return decodeURIComponent(body).includes(':page') ? aws.pagers : aws.subscriptions;
}

/**
 * A server that plays Lambda's management, CloudFormation and SNS, and passes on to the local stack what it does not know,
 * such as Invoke. `env`: the variables that lead the AWS SDK there.
 */
export async function playAws(contract: Contract, current: () => Aws) {
  const { env } = contract.stack;
  const lambda = must(env.AWS_ENDPOINT_URL_LAMBDA, 'Lambda');
  const server: HttpTestServer = await serveHttp((body, request, response) => {
    const url = request.url ?? '/';
    const reply = replyOf(current(), url, body);
    if (reply !== null) {
      const [status, text] = reply;
      const isQuery = body.startsWith('Action=');
      response.writeHead(status, isQuery ? {} : { 'x-amzn-errortype': 'ResourceNotFoundException' });
      response.end(text);
      return;
    }
    const method = request.method ?? 'GET';
    fetch(lambda + url, { method, ...(method === 'POST' && { body }) }).then(
      async (passed) => {
        const type = passed.headers.get('x-amzn-errortype');
        response.writeHead(passed.status, type === null ? {} : { 'x-amzn-errortype': type });
        response.end(await passed.text());
      },
      () => response.destroy(),
    );
  });
  const names = ['AWS_REGION', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SECRETS_MANAGER'];
  return {
    ...Object.fromEntries(names.map((name) => [name, must(env[name], name)])),
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_LAMBDA: server.url,
    AWS_ENDPOINT_URL_CLOUDFORMATION: server.url,
    AWS_ENDPOINT_URL_SNS: server.url,
  };
}

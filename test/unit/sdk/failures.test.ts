import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failureOf } from '../../../sdk/failures';
import type { Rejected } from '../support/unreachable-client';

const SCRIPT = join(__dirname, '../support/unreachable-client.ts');

describe('a client that reaches nobody', () => {
  let rejections: Readonly<Record<string, Rejected>>;
  beforeAll(async () => {
    const env = {
      PATH: process.env.PATH,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', SCRIPT], { env });
    rejections = JSON.parse(stdout);
  });

  it.each<[string, string, string | RegExp, number]>([
    ['a connection is never made', 'neverConnects', '600: no connection within 300 ms', 2],
    [
      'the host name does not exist',
      'unknownHost',
      '600: the host name nobody.test could not be resolved (ENOTFOUND)',
      2,
    ],
    ['nobody listens', 'refused', '600: connect ECONNREFUSED 127.0.0.1:1', 2],
    ['the connection is closed', 'closed', '600: ECONNRESET socket hang up', 2],
    ['the answer is cut off', 'cutOff', /^600: .*aborted/, 2],
    [
      'no region is set',
      'noRegion',
      '600: Region is missing: set AWS_REGION, or give RedPack a client that has a region',
      0,
    ],
    [
      'there are no credentials',
      'noCredentials',
      /^600: no AWS credentials \(.+\): give the process a role or a profile, or RedPack a client$/,
      0,
    ],
  ])('rejects with 600 and the reason if %s', (_, name, message, retries) => {
    expect(rejections[name]).toEqual({
      code: 600,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      retries,
    });
  });
});

/** An error as the AWS SDK throws it. */
function sdkError(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe('failureOf', () => {
  const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
  const older = 'Socket timed out without establishing a connection within 3000 ms';

  it.each<[string, unknown, string, number, string]>([
    [
      'a throttle',
      sdkError('TooManyRequestsException', 'Rate Exceeded.', status(429)),
      ...(['throttled', 503, 'Lambda throttled the call (TooManyRequestsException Rate Exceeded.)'] as const),
    ],
    [
      'a fault of Lambda',
      sdkError('ServiceException', 'x', status(500)),
      ...(['transient', 500, 'ServiceException x'] as const),
    ],
    [
      'a refusal of Lambda',
      sdkError('AccessDeniedException', 'x', status(403)),
      ...(['lasting', 600, 'AccessDeniedException x'] as const),
    ],
    [
      'a connect timeout of an older SDK',
      sdkError('TimeoutError', older),
      ...(['transient', 600, 'no connection within 3000 ms'] as const),
    ],
    [
      'a connect timeout of the system',
      sdkError('TimeoutError', 'connect ETIMEDOUT 192.0.2.1:443', { code: 'ETIMEDOUT', syscall: 'connect' }),
      ...(['transient', 600, 'ETIMEDOUT connect ETIMEDOUT 192.0.2.1:443'] as const),
    ],
    [
      'a closed connection, which the SDK calls a TimeoutError',
      sdkError('TimeoutError', 'socket hang up', { code: 'ECONNRESET' }),
      ...(['transient', 600, 'ECONNRESET socket hang up'] as const),
    ],
    [
      'a time limit of the request handler',
      sdkError('TimeoutError', 'a request has exceeded 5 ms', { code: 'ETIMEDOUT' }),
      ...(['transient', 601, 'no answer within 65000 ms (a request has exceeded 5 ms)'] as const),
    ],
    [
      'an abort',
      sdkError('AbortError', 'Request aborted'),
      ...(['transient', 601, 'no answer within 65000 ms (Request aborted)'] as const),
    ],
    [
      'a host of several addresses',
      sdkError('AggregateError', '', { errors: [new Error('connect A'), new Error('connect B')] }),
      ...(['transient', 600, 'AggregateError connect A; connect B'] as const),
    ],
    ['what is no error', 'odd', 'transient', 600, 'odd'],
    ['nothing', null, 'transient', 600, 'null'],
  ])('reads %s', (_, error, kind, code, text) => {
    expect(failureOf(error, 65_000)).toEqual({ kind, code, text });
  });
});

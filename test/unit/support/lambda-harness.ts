import type { ServerResponse } from 'node:http';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { SendRedPackParams } from '../../../sdk/index';
import { type HttpTestServer, serveHttp } from '../../kit/server';
import { PARAMS } from './samples';

/** Params of a send with a key of the caller's own. */
export const SEND = { ...PARAMS, idempotency_key: 'order-1' } as unknown as SendRedPackParams;

/** One Invoke as it came. */
export interface Invoked {
  /** Name or ARN, decoded. */
  readonly functionName: string;
  readonly invocationType: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What Lambda does with one Invoke. */
export type Invocation = (res: ServerResponse, invoked: Invoked, count: number) => void;

export interface LambdaStage extends HttpTestServer {
  readonly invoked: Invoked[];
  readonly client: LambdaClient;
  /** Stops listening; the client lives on, and finds nobody. */
  close(): Promise<void>;
}

/** Plays Lambda's Invoke on 127.0.0.1 for a real client, which repeats nothing by itself. */
export async function lambdaStage(invocation: Invocation): Promise<LambdaStage> {
  const invoked: Invoked[] = [];
  const stage = await serveHttp((body, req, res) => {
    const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(req.url ?? '') ?? [];
    const payload = JSON.parse(body) as Invoked['payload'];
    const type = String(req.headers['x-amz-invocation-type'] ?? 'RequestResponse');
    const one = { functionName: decodeURIComponent(name), invocationType: type, payload };
    invoked.push(one);
    invocation(res, one, invoked.length);
  });
  const client = new LambdaClient({
    endpoint: stage.url,
    region: 'ap-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  const end = () => {
    client.destroy();
    return stage.end();
  };
  return { ...stage, close: () => stage.end(), end, invoked, client };
}

/** The function answered with this envelope. */
export function answering(status: number, data: unknown): Invocation {
  return (res) =>
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status, data }));
}

/** The function threw. */
export function throwing(errorMessage: string): Invocation {
  return (res) => {
    const headers = { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' };
    res.writeHead(200, headers).end(JSON.stringify({ errorType: 'PlatformError', errorMessage }));
  };
}

/** Lambda itself refused. */
export function refusing(status: number, type: string): Invocation {
  return (res) => {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
    res.writeHead(status, headers).end(JSON.stringify({ message: `${type}!` }));
  };
}

/** One after the other; the last one stays. */
export function inTurn(...invocations: Invocation[]): Invocation {
  return (res, invoked, count) => invocations[Math.min(count, invocations.length) - 1]?.(res, invoked, count);
}

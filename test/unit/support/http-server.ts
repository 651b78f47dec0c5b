import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Listening, listen } from './tls-server';

export type HttpHandler = (body: string, req: IncomingMessage, res: ServerResponse) => void;

export interface HttpStage extends Listening {
  /** `http://127.0.0.1:port` */
  readonly url: string;
}

/** A plain HTTP server on a free port of 127.0.0.1, for AWS SDK clients. */
export async function serveHttp(handler: HttpHandler): Promise<HttpStage> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => handler(Buffer.concat(chunks).toString('utf8'), req, res));
  });
  const listening = await listen(server);
  return { ...listening, url: `http://${listening.host}` };
}

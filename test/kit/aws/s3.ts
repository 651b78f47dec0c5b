import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface StoredObject {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: number;
}

/** S3 as far as campaigns use it: one bucket that denies what its policy in serverless/campaign/storage.yml denies. */
export class S3StandIn {
  readonly objects = new Map<string, StoredObject>();
  /** Prefixes that an access key may write to. */
  readonly mayWrite = new Map<string, readonly string[]>();
  private clock = 0;

  handle(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    accessKey: string,
  ): ServerResponse {
    const url = new URL(request.url ?? '', 'http://s3');
    const [, , ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    if (url.searchParams.get('list-type') === '2')
      return this.list(response, url.searchParams.get('prefix') ?? '');
    if (request.method === 'PUT') return this.put(request, response, key, body, accessKey);
    const found = this.objects.get(key);
    if (found === undefined) return fail(response, 404, 'NoSuchKey');
    const [, end] = /^bytes=0-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const bytes = found.bytes.subarray(0, end === undefined ? undefined : Number(end) + 1);
    // S3 has no checksum of a part.
    if (end !== undefined) response.statusCode = 206;
    else response.setHeader('x-amz-checksum-sha256', sha256(found.bytes));
    for (const [name, value] of Object.entries(found.metadata))
      response.setHeader(`x-amz-meta-${name}`, value);
    response.setHeader('content-length', bytes.length);
    return response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  private put(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
    body: Buffer,
    accessKey: string,
  ): ServerResponse {
    const { headers } = request;
    const allowed = this.mayWrite.get(accessKey) ?? [];
    if (headers['if-none-match'] !== '*' || !allowed.some((prefix) => key.startsWith(prefix)))
      return fail(response, 403, 'AccessDenied');
    if (this.objects.has(key)) return fail(response, 412, 'PreconditionFailed');
    const given = headers['x-amz-checksum-sha256'];
    const bytes = decoded(headers['content-encoding'], body);
    if (given !== undefined && given !== sha256(bytes)) return fail(response, 400, 'BadDigest');
    const metadata = Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.startsWith('x-amz-meta-'))
        .map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]),
    );
    this.clock += 1000;
    this.objects.set(key, { bytes, metadata, at: 1_800_000_000_000 + this.clock });
    return response.end();
  }

  private list(response: ServerResponse, prefix: string): ServerResponse {
    const contents = [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(
        ([key, { at }]) =>
          `<Contents><Key>${key}</Key><LastModified>${new Date(at).toISOString()}</LastModified></Contents>`,
      );
    return response.end(
      `<ListBucketResult>${contents.join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`,
    );
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}

function fail(response: ServerResponse, status: number, code: string): ServerResponse {
  response.statusCode = status;
  return response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

/** The body without the chunks' signatures, which the SDK adds where it computes a checksum itself. */
function decoded(encoding: string | undefined, body: Buffer): Buffer {
  if (encoding !== 'aws-chunked') return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

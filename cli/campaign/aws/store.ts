import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CommandError, describeError } from '../../errors';
import type { Stack } from '../../stack';

/** S3 takes no larger object in one request, and only one request has a checksum of the whole. */
export const LARGEST_PLAN_BYTES = 5 * 2 ** 30;

/** A JSON object in the bucket. */
export interface Stored {
  readonly value: unknown;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Names of a campaign's objects. Each holds the hash of the plan, so none is ever written twice. */
export const objectKeys = {
  plan: (campaign: string, sha256: string) => `plans/${campaign}/${sha256}.jsonl`,
  manifest: (campaign: string, sha256: string) => `manifests/${campaign}/${sha256}.json`,
  approval: (campaign: string, sha256: string) => `approvals/${campaign}/${sha256}.json`,
  results: (campaign: string, sha256: string) => `results/${campaign}/${sha256}`,
} as const;

/** As S3 writes a checksum. @param hex as the manifest has it */
function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function hasName(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** The bucket of a stack's campaigns. Every method throws CommandError with the operation and the object. */
export class CampaignStore {
  readonly #client: S3Client;

  constructor(
    stack: Stack,
    readonly bucket: string,
  ) {
    // A stream can be sent once only; the command itself may be repeated.
    this.#client = new S3Client({ ...stack.clientConfig('S3'), maxAttempts: 1 });
  }

  close(): void {
    this.#client.destroy();
  }

  /** Uploads a plan, of which S3 itself checks the hash. @returns whether it was there already */
  async putPlan(key: string, file: string, bytes: number, sha256: string): Promise<boolean> {
    if (await this.#holds(key, sha256)) return true;
    const ChecksumSHA256 = base64(sha256);
    const body = { Body: createReadStream(file), ContentLength: bytes, ChecksumSHA256 };
    const isNew = await this.#put(key, new PutObjectCommand({ ...this.#once(key), ...body }));
    // Another upload of the same plan was faster.
    return !isNew && (await this.#holds(key, sha256));
  }

  /** Writes an object that is not there yet. @returns whether it was written */
  putJson(key: string, value: unknown, metadata: Readonly<Record<string, string>> = {}): Promise<boolean> {
    const Body = `${JSON.stringify(value, null, 2)}\n`;
    const content = { Body, ContentType: 'application/json', Metadata: { ...metadata } };
    return this.#put(key, new PutObjectCommand({ ...this.#once(key), ...content }));
  }

  /** @returns null if there is no such object */
  async getJson(key: string): Promise<Stored | null> {
    const output = await this.#get(key);
    if (output === null) return null;
    const text = (await output.Body?.transformToString()) ?? '';
    try {
      return { value: JSON.parse(text), metadata: output.Metadata ?? {} };
    } catch (cause) {
      throw new CommandError(`s3://${this.bucket}/${key} is not JSON.`, { cause });
    }
  }

  /** The first bytes of an object as text; null if there is no such object. */
  async getStart(key: string, bytes: number): Promise<string | null> {
    const output = await this.#get(key, { Range: `bytes=0-${bytes - 1}` });
    return output === null ? null : ((await output.Body?.transformToString()) ?? '');
  }

  /** Downloads an object into a new file, readable only by its owner. */
  async download(key: string, file: string): Promise<void> {
    const output = await this.#get(key);
    if (output === null) throw new CommandError(`There is no s3://${this.bucket}/${key}.`);
    await pipeline(output.Body as Readable, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  }

  /** The hashes of a campaign's uploaded plans, the newest first. */
  async plansOf(campaign: string): Promise<readonly string[]> {
    const Prefix = `manifests/${campaign}/`;
    const found: { sha256: string; at: number }[] = [];
    let token: string | undefined;
    do {
      const page = await this.#attempt('ListObjectsV2', Prefix, () =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.bucket,
            Prefix,
            ...(token && { ContinuationToken: token }),
          }),
        ),
      );
      for (const { Key = '', LastModified } of page.Contents ?? [])
        found.push({
          sha256: Key.slice(Prefix.length).replace(/\.json$/, ''),
          at: LastModified?.getTime() ?? 0,
        });
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found.sort((a, b) => b.at - a.at).map(({ sha256 }) => sha256);
  }

  /** Whether the object is there. @throws CommandError if it has another hash */
  async #holds(key: string, sha256: string): Promise<boolean> {
    let found: string | undefined;
    try {
      const command = new HeadObjectCommand({ ...this.#at(key), ChecksumMode: 'ENABLED' });
      found = (await this.#client.send(command)).ChecksumSHA256;
    } catch (cause) {
      if (hasName(cause, 'NoSuchKey', 'NotFound')) return false;
      throw this.#failure('HeadObject', key, cause);
    }
    if (found === base64(sha256)) return true;
    throw new CommandError(
      `s3://${this.bucket}/${key} holds another plan than its name says (checksum ${found ?? 'missing'}): nothing was started. Plan again, with any change that gives it another hash.`,
    );
  }

  #at(Key: string) {
    return { Bucket: this.bucket, Key };
  }

  /** The bucket's policy refuses every write without this condition. */
  #once(Key: string) {
    return { ...this.#at(Key), IfNoneMatch: '*' };
  }

  async #put(key: string, command: PutObjectCommand): Promise<boolean> {
    try {
      await this.#client.send(command);
      return true;
    } catch (cause) {
      if (hasName(cause, 'PreconditionFailed')) return false;
      throw this.#failure('PutObject', key, cause);
    }
  }

  async #get(key: string, part: { readonly Range?: string } = {}): Promise<GetObjectCommandOutput | null> {
    try {
      return await this.#client.send(new GetObjectCommand({ ...this.#at(key), ...part }));
    } catch (cause) {
      if (hasName(cause, 'NoSuchKey', 'NotFound')) return null;
      throw this.#failure('GetObject', key, cause);
    }
  }

  async #attempt<T>(operation: string, key: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (cause) {
      throw this.#failure(operation, key, cause);
    }
  }

  #failure(operation: string, key: string, cause: unknown): CommandError {
    return new CommandError(`S3 ${operation} of s3://${this.bucket}/${key} failed: ${describeError(cause)}`, {
      cause,
    });
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { FUNCTIONS } from '../../scripts/functions';
import type { Env } from '../../scripts/local/env-file';
import { tempFolder } from '../kit/folder';

/** Says what a function sees, and asks the sandbox for an answer over TLS, trusting what Node trusts. */
const BUNDLE = `
const https = require('node:https');
const { statSync } = require('node:fs');
const loadedAt = Date.now();
exports.handler = async (event, context) => {
  const times = { now: Date.now(), date: new Date().getTime(), text: Date() };
  if (event.sleepMs) await new Promise((resolve) => setTimeout(resolve, event.sleepMs));
  const [host, port] = process.env.WECHAT_PAY_HOSTS.split(':');
  const status = await new Promise((resolve, reject) => {
    const request = https.request({ host, port, path: '/', method: 'POST', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.once('error', reject);
    request.end();
  });
  const leftMs = context.getRemainingTimeInMillis();
  const fileTimeIsDate = statSync(__filename).mtime instanceof Date;
  return { env: process.env, pid: process.pid, status, times, loadedAt, leftMs, fileTimeIsDate };
};
`;

/** A folder for the data, and one with a small bundle under each function's name. */
export async function stackFolders(): Promise<{ dir: string; functionsDir: string }> {
  const root = await tempFolder();
  const functionsDir = join(root, 'dist');
  for (const name of FUNCTIONS) {
    await mkdir(join(functionsDir, name), { recursive: true });
    await writeFile(join(functionsDir, name, 'index.js'), BUNDLE);
  }
  return { dir: join(root, 'local'), functionsDir };
}

/** Invokes a function of a stack, knowing nothing but its variables. */
export async function invokeIn(env: Env, name: string, event: unknown = {}): Promise<unknown> {
  const client = new LambdaClient({
    endpoint: env.AWS_ENDPOINT_URL_LAMBDA ?? '',
    region: env.AWS_REGION ?? '',
    maxAttempts: 1,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  try {
    const FunctionName = `${env.RED_PACK_FUNCTION_PREFIX}${name}`;
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    return JSON.parse(Payload?.transformToString() ?? 'null');
  } finally {
    client.destroy();
  }
}

import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { joinLocalStack } from '../scripts/local/join';
import { readHolder } from '../scripts/local/lock';
import { endIfFails } from '../scripts/local/started';
import type { Connection } from './connection';
import type { Io } from './io';

const ROOT = join(__dirname, '..');

/**
 * Joins the local stack that runs in `.local` (or the folder `RED_PACK_LOCAL_DIR`), or starts one until `close`. A stack
 * that starts needs the built functions.
 */
export async function connectToLocal(io: Io): Promise<Connection> {
  const dir = resolve(ROOT, process.env.RED_PACK_LOCAL_DIR || '.local');
  // Loaded only here: who joins a running stack builds nothing.
  if ((await readHolder(join(dir, 'lock'))) === null)
    await (require('../scripts/build') as typeof import('../scripts/build')).buildIfStale();
  const joined = await joinLocalStack({ dir, notice: (line) => io.err(line) });
  const { env, own } = joined;
  const shown = relative(process.cwd(), dir) || '.';
  io.err(`Stack: the local one in ${shown}, ${own ? 'started for this command' : 'already running'}.`);
  const weChatPayCa = await endIfFails([() => joined.leave()], () =>
    readFile(env.NODE_EXTRA_CA_CERTS ?? '', 'utf8'),
  );
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
  };
  return {
    name: (env.RED_PACK_FUNCTION_PREFIX ?? '').replace(/-$/, ''),
    isLocal: true,
    clientConfig: (service) => ({
      endpoint: env[`AWS_ENDPOINT_URL_${service}`] ?? '',
      region: env.AWS_REGION ?? '',
      credentials,
    }),
    environment: () => Promise.resolve(env),
    settings: () => Promise.resolve(env),
    weChatPayCa,
    logsDir: join(dir, 'logs'),
    close: () => joined.leave(),
  };
}

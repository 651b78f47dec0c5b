import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildClientIfStale } from '../../scripts/build';
import { tempFolder } from '../kit/folder';
import { type Ended, ROOT, run } from '../kit/process';
import { bareEnvironment, serverless } from '../serverless/serverless-process';
import { EXAMPLES } from './templates';

async function ended(what: string, running: Promise<Ended>): Promise<void> {
  const { code, stdout, stderr } = await running;
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${stdout}${stderr}`);
}

function npm(args: readonly string[], cwd: string): Promise<Ended> {
  const env = bareEnvironment({ npm_config_cache: join(cwd, '.npm'), npm_config_update_notifier: 'false' });
  return run('npm', args, { cwd, env });
}

export interface CallerManifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export async function manifestIn(folder: string): Promise<CallerManifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

/**
 * A copy of the caller as after its `npm install`: the packed client under its name, all else from the project's own
 * node_modules.
 */
export async function installCaller(): Promise<string> {
  await buildClientIfStale();
  const folder = join(await tempFolder(), 'caller');
  // Somebody may have installed and built it in place.
  const isSource = (path: string) => !/^(node_modules|dist|\.serverless)$/.test(basename(path));
  await cp(join(EXAMPLES, 'caller'), folder, { recursive: true, filter: isSource });
  const client = join(folder, 'node_modules/red-pack');
  await mkdir(client, { recursive: true });
  await ended('npm pack', npm(['pack', ROOT, '--pack-destination', folder, '--ignore-scripts'], folder));
  const { dependencies } = await manifestIn(folder);
  const tarball = String(dependencies['red-pack']).replace(/^file:/, '');
  await ended('tar', run('tar', ['-xzf', tarball, '-C', client, '--strip-components=1'], { cwd: folder }));
  for (const name of ['@aws-sdk', '@types', '.bin'])
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}

/** Runs a script of the caller's package.json. */
export async function runScript(folder: string, script: string): Promise<void> {
  await ended(`npm run ${script}`, npm(['run', script], folder));
}

/** Packages the caller without an account. @returns the folder of its template and its zip */
export async function packageCaller(folder: string, ...params: string[]): Promise<string> {
  const out = join(folder, '.serverless');
  // With an account out of reach: whatever would ask AWS fails.
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_EC2_METADATA_DISABLED: 'true' };
  const args = ['package', '--package', out, ...params.map((param) => `--param=${param}`)];
  await ended('serverless package', serverless(args, env, folder));
  return out;
}

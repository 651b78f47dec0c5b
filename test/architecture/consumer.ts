import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build';

export const ROOT = join(__dirname, '../..');

/** Another project: it has the packed client, what that depends on, and nothing of ours beside it. */
export interface Consumer {
  readonly folder: string;
  node(...args: string[]): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  /** Checks files as a strict project does, all in one run of the compiler; its errors by file. */
  compile(files: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>>;
  readonly manifest: Readonly<Record<string, unknown>>;
  remove(): void;
}

const FLAGS = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];

/** @throws Error if the client cannot be built or packed */
export async function startConsumer(): Promise<Consumer> {
  await buildIfStale();
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  // Built above; npm would build it once more.
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], ROOT);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  run('tar', ['-xzf', join(folder, archive), '-C', modules], folder);
  renameSync(join(modules, 'package'), join(modules, 'red-pack'));
  for (const name of ['@aws-sdk', '@types/node'])
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  const node: Consumer['node'] = (...args) =>
    spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return {
    folder,
    node,
    compile: (files) => {
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      const names = Object.keys(files);
      const { stdout } = node(join(ROOT, 'node_modules/typescript/bin/tsc'), ...FLAGS, ...names);
      return byFile(stdout, names);
    },
    manifest: JSON.parse(readFileSync(join(modules, 'red-pack/package.json'), 'utf8')),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** An error of none of the files, in the client's own types, say, is one of each. */
function byFile(output: string, names: readonly string[]): Record<string, string[]> {
  const errors: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const line of output.split('\n').filter((each) => each.includes('error TS'))) {
    const own = names.find((name) => line.startsWith(`${name}(`));
    for (const name of own === undefined ? names : [own]) errors[name]?.push(line);
  }
  return errors;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { error, status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr}`, { cause: error });
}

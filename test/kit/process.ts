import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder of the project. */
export const ROOT = join(__dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** By default the folder of the project. */
  readonly cwd?: string;
  /** By default that of the test. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ended when it takes longer. */
  readonly timeout?: number;
}

/** What a process writes, as far as it has come. */
export function outputOf({ stdout, stderr }: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  stdout?.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  stderr?.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  return output;
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = outputOf(child);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}

/** Runs Node to its end. */
export function runNode(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return run(process.execPath, args, options);
}

/** Of a process that must have succeeded. */
export function stdoutOf({ code, stdout, stderr }: Ended): string {
  if (code !== 0) throw new Error(`ended with ${code}: ${stdout}\n${stderr}`);
  return stdout;
}

/** So that Node runs TypeScript, in whatever folder. */
const TSX = ['--import', pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href];

/** Runs a TypeScript file, named from the folder of the project, to its end. */
export function runScript(file: string, args: readonly string[], options?: RunOptions): Promise<Ended> {
  return runNode([...TSX, join(ROOT, file), ...args], options);
}

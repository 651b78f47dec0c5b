import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const NCC = join(ROOT, 'node_modules/@vercel/ncc/dist/ncc/cli.js');

const run = promisify(execFile);

/** The bundles that ours are compared with. */
export interface Baselines {
  /** The AWS clients alone. */
  readonly both: string;
  readonly dynamodb: string;
  /** The minimal sender, `bare/send.js`. */
  readonly send: string;
}

/** Bundles the scripts of `bare/` with ncc's defaults and `--minify`. */
export async function buildBaselines(): Promise<Baselines> {
  const out = join(ROOT, '.build/bench');
  const build = async (name: keyof Baselines): Promise<string> => {
    const args = ['build', join(__dirname, 'bare', `${name}.js`), '--out', join(out, name)];
    await run(process.execPath, [NCC, ...args, '--minify', '--no-cache', '--quiet']);
    return join(out, name, 'index.js');
  };
  const [both, dynamodb, send] = await Promise.all([build('both'), build('dynamodb'), build('send')]);
  return { both, dynamodb, send };
}

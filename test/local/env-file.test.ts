import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { quoteForShell, readEnvFile, writeEnvFile } from '../../scripts/local/env-file';
import { startLocalStack } from '../../scripts/local/stack';
import { removeTempFolders, tempFolder } from '../kit/folder';

afterAll(removeTempFolders);

const run = promisify(execFile);

/** Values that a shell would change, split or run if they were not quoted. */
const VALUES = {
  PLAIN: 'http://127.0.0.1:8000/a_b-c.d,e@f%20+g=h',
  EMPTY: '',
  SPACE: '/tmp/my folder/ca.pem',
  QUOTE: "/tmp/it's $HOME/`id`/$(id)",
  QUOTED: "'already quoted'",
  DOUBLE: 'say "hi"; rm * & \\ | < > # !',
  TILDE: '~/a:~/b',
  TABS: '\ta\tb ',
  CHINESE: '/tmp/红包　目录',
};

/** A folder whose own name has a space, a quote and a dollar sign. */
async function awkwardFolder(): Promise<string> {
  const folder = join(await tempFolder(), "Bob's $HOME folder");
  await mkdir(folder);
  return folder;
}

/** The variables that a program sees after `/bin/sh` has sourced the file as the documents say. */
async function sourced(file: string): Promise<Record<string, string>> {
  const script = `set -a; . ${quoteForShell(file)}; set +a; exec "$1" -p 'JSON.stringify(process.env)'`;
  const { stdout } = await run('/bin/sh', ['-eu', '-c', script, 'sh', process.execPath], { env: {} });
  return JSON.parse(stdout);
}

describe('the env file of the local stack', () => {
  it('gives /bin/sh and our own reader the exact values, whatever characters they have', async () => {
    const file = join(await awkwardFolder(), 'env');
    await writeEnvFile(file, VALUES);
    expect(await readEnvFile(file)).toEqual(VALUES);
    expect(await sourced(file)).toMatchObject(VALUES);
  });

  it('gives the variables of a stack whose folder has a space, a quote and a dollar sign', async () => {
    const dir = await awkwardFolder();
    const stack = await startLocalStack({ dir });
    try {
      expect(await sourced(join(dir, 'env'))).toMatchObject(stack.env);
      expect(stack.env.NODE_EXTRA_CA_CERTS).toBe(join(dir, 'ca.pem'));
    } finally {
      await stack.close();
    }
  });

  it('has lines NAME=value, and quotes only the values that need it', async () => {
    const file = join(await tempFolder(), 'env');
    await writeEnvFile(file, { A: 'http://127.0.0.1:1', B: '', C: 'a b', D: "it's" });
    expect(await readFile(file, 'utf8')).toBe("A=http://127.0.0.1:1\nB=\nC='a b'\nD='it'\\''s'\n");
  });

  it('refuses a value with a line break, and names its variable', async () => {
    const file = join(await tempFolder(), 'env');
    await expect(writeEnvFile(file, { A: 'a\nb' })).rejects.toThrow('A contains a line break');
    expect(await readEnvFile(file)).toBeNull();
  });
});

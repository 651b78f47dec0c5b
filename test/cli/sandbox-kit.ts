import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { outputOf, ROOT } from '../kit/process';
import { until } from '../kit/until';

/** What `--json` says of a running sandbox. */
export interface Announced {
  readonly host: string;
  readonly url: string;
  readonly admin: string;
  readonly mch_id: string;
  readonly appid: string;
  readonly dir: string;
  readonly files: Readonly<Record<'ca' | 'p12' | 'certificate' | 'private_key' | 'api_key', string>>;
}

export interface RunningSandbox {
  readonly child: ChildProcess;
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** @returns the exit code */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

const running: ChildProcess[] = [];

/** For `afterEach`: also of tests that failed half-way. */
export function killSandboxes(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL');
}

/** `./red-pack sandbox` as people start it; resolves when it has said that it runs. */
export async function startSandboxCommand(
  args: readonly string[],
  cwd: string = ROOT,
): Promise<RunningSandbox> {
  const child = spawn(`${ROOT}/red-pack`, ['sandbox', ...args], { cwd, env: { PATH: process.env.PATH } });
  running.push(child);
  const output = outputOf(child);
  const closed = once(child, 'close') as Promise<[number | null]>;
  await until(() => output.stdout.endsWith('\n') || child.exitCode !== null, 30_000);
  if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output.stderr}`);
  const end = async (signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> => {
    child.kill(signal);
    return (await closed)[0];
  };
  return { child, output, end };
}

/** The same with `--json`. */
export async function announced(args: readonly string[]): Promise<RunningSandbox & { at: Announced }> {
  const sandbox = await startSandboxCommand([...args, '--json']);
  return { ...sandbox, at: JSON.parse(sandbox.output.stdout) as Announced };
}

type Fields = Record<string, string>;

/** Signed as WeChat's page says: fields in the order of their names, then the key. */
function signature(fields: Fields, apiKey: string): string {
  const pairs = Object.keys(fields).sort();
  const text = pairs.map((name) => `${name}=${fields[name]}`).join('&');
  return createHash('md5').update(`${text}&key=${apiKey}`).digest('hex').toUpperCase();
}

/** A client that knows the folder's files and nothing of this project: node:https with the p12 and the authority. */
export function p12Client({ url, files, mch_id }: Announced) {
  const tls = { pfx: readFileSync(files.p12), passphrase: mch_id, ca: readFileSync(files.ca) };
  const apiKey = readFileSync(files.api_key, 'utf8');
  return (call: string, given: Fields, timeout = 10_000): Promise<string> => {
    const fields = { ...given, mch_id, nonce_str: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS' };
    const signed = { ...fields, sign: signature(fields, apiKey) };
    const xml = Object.entries(signed).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`);
    return new Promise((resolve, reject) => {
      const options = { ...tls, method: 'POST', agent: false, timeout };
      const sending = request(`${url}/mmpaymkttransfers/${call}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      });
      sending.on('timeout', () => sending.destroy(new Error('no response'))).on('error', reject);
      sending.end(`<xml>${xml.join('')}</xml>`);
    });
  };
}

/** A packet of 1 yuan. */
export function packetOf({ appid }: Announced, mch_billno: string): Fields {
  return {
    ...{ mch_billno, wxappid: appid, send_name: '测试商户', re_openid: 'oTESTopenid0000000000000000A' },
    ...{ total_amount: '100', total_num: '1', wishing: '恭喜发财', client_ip: '192.0.2.10' },
    ...{ act_name: '新年活动', remark: '备注' },
  };
}

/** One request of the admin API. */
export async function admin<T>(at: Announced, method: string, path: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return (await (await fetch(at.admin + path, init)).json()) as T;
}

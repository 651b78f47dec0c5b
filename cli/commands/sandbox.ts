import { isIP } from 'node:net';
import { relative } from 'node:path';
import { type Standalone, startStandalone } from '../../scripts/local/standalone/standalone';
import { defineCommand, required } from '../command';
import { UsageError } from '../errors';
import { interrupted } from '../interrupted';

const USAGE = `./red-pack sandbox --out DIR [OPTIONS]

Runs the WeChat Pay sandbox alone until Ctrl-C, for programs in any language that pay red packets: it checks, pays,
refuses and fails as WeChat Pay does, on this machine and without an account. The first start makes a merchant with
10,000 yuan; later ones find merchant, orders and balance as they were. It writes into DIR, readable only by you, what a
program needs, and overwrites no file that it has not written itself:

  ca.pem              the authority that the program must trust
  apiclient_cert.p12  the merchant's certificate and key; the password is the merchant number
  apiclient_cert.pem  the same certificate as PEM, and its key apiclient_key.pem
  api-v2-key.txt      the API v2 key
  sandbox.env         the addresses as variables of a shell, while it runs

  --out DIR          folder for these files
  --port PORT        of WeChat Pay's API; default a free one
  --admin-port PORT  of the admin API (faults, clock, balance, ledger); default a free one
  --host ADDRESS     IP address to listen on, such as 0.0.0.0 for containers; default 127.0.0.1. It knows no passwords
  --name NAME        a host name by which programs reach it, such as host.docker.internal; may be repeated
  --json             addresses, merchant and files as one line of JSON, as soon as it runs`;

function toPort(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--${name} must be a port, 0 to 65535, got "${text}".`);
}

function toAddress(text: string | undefined): string | undefined {
  if (text === undefined || isIP(text) !== 0) return text;
  throw new UsageError(`--host must be an IP address, got "${text}"; a name goes with --name.`);
}

function toNames(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => !/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(name));
  if (wrong !== undefined) throw new UsageError(`--name must be a host name, got "${wrong}".`);
  return names;
}

function described({ url, adminUrl, mchId, appid, files, dir }: Standalone): string {
  const shown = (path: string): string => relative(process.cwd(), path) || '.';
  const rows = [
    ['WeChat Pay', url, 'in place of https://api.mch.weixin.qq.com'],
    ['its admin', adminUrl, 'faults, clock, balance, ledger'],
    ['merchant', mchId, `appid ${appid}`],
  ];
  const table = rows.map(
    ([what = '', where = '', note]) => `  ${what.padEnd(11)} ${where.padEnd(24)} ${note}`,
  );
  const list = [
    [files.ca, 'the authority to trust'],
    [files.p12, `certificate and key, password ${mchId}`],
    [files.certificate, 'the certificate as PEM'],
    [files.private_key, 'its key'],
    [files.api_key, 'the API v2 key'],
  ].map(([path = '', what]) => [shown(path), what] as const);
  const width = Math.max(...list.map(([path]) => path.length));
  return [
    `The WeChat Pay sandbox runs (process ${process.pid}). Orders and balance are kept in ${shown(dir)}.\n`,
    ...table,
    '',
    ...list.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`),
    '\nExamples with curl: docs/sandbox.md. Ctrl-C ends it.',
  ].join('\n');
}

function asJson({ url, adminUrl, mchId, appid, files, dir }: Standalone): string {
  const { host } = new URL(url);
  return JSON.stringify({ host, url, admin: adminUrl, mch_id: mchId, appid, dir, files });
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    out: { type: 'string' },
    port: { type: 'string' },
    'admin-port': { type: 'string' },
    host: { type: 'string' },
    name: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },
  async run({ values, io }) {
    const dir = required(values, 'out');
    const port = toPort('port', values.port);
    const adminPort = toPort('admin-port', values['admin-port']);
    const address = toAddress(values.host);
    const names = toNames(values.name ?? []);
    // Before the start: a signal that comes early must end it as well.
    const ended = interrupted();
    const sandbox = await startStandalone({
      ...{ dir, names, notice: (line) => io.err(line) },
      ...(address !== undefined && { address }),
      ...(port !== undefined && { port }),
      ...(adminPort !== undefined && { adminPort }),
    });
    io.out(values.json === true ? asJson(sandbox) : described(sandbox));
    await ended;
    await sandbox.close();
    return 0;
  },
});

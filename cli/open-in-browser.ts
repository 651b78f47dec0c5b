import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { html } from './page/html';

/** A page that only this user can read and that leads to an address. */
export interface AddressFile {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** A command line can be read by every user of the machine, so that an address with a token must not be in one. */
export async function addressFile(url: string): Promise<AddressFile> {
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-open-'));
  const path = join(dir, 'index.html');
  const page = html`<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}"><title>red-pack</title>`;
  await writeFile(path, page.markup, { mode: 0o600, flag: 'wx' });
  return { path, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** By the opener of the desktop. @param failed called with its name where there is none */
export async function openInBrowser(url: string, failed: (opener: string) => void): Promise<AddressFile> {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const file = await addressFile(url);
  spawn(opener, [file.path], { stdio: 'ignore', detached: true })
    .once('error', () => failed(opener))
    .unref();
  return file;
}

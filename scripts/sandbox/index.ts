/**
 * A stand-in for WeChat Pay's cash red packets (API v2) on this machine, its failures included. It shares no code with the
 * product that it tests: signing, XML and rules are implemented here independently, from WeChat's documents.
 */
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { type AddressInfo, isIPv6, type Server } from 'node:net';
import type { World } from './calls/world';
import { SandboxClock } from './clock';
import { FaultQueue } from './faults/queue';
import { Ledger } from './ledger/ledger';
import { MAX_AHEAD_MS } from './limits';
import { type Controls, createAdminServer } from './server/admin';
import { putAccount, tooFarAhead } from './server/steering';
import { Traffic } from './server/traffic';
import { createWechatServer } from './server/wechat';

export type { QueuedFault } from './faults/queue';
export type { FaultInput } from './faults/types';
export type { Totals } from './ledger/totals';
export type { Account, Movement, Order } from './ledger/types';
export type { Counts, LoggedRequest } from './server/traffic';
export type { Settings, SettingsPatch } from './settings';

export interface SandboxAccount {
  mchId: string;
  /** The APIv2 key, 32 characters. */
  apiKey: string;
  /** SHA-256 fingerprints or PEM of accepted client certificates; absent: any that `clientCa` signed. */
  certificates?: string[];
  appids: string[];
  balanceFen: number;
}

export interface SandboxOptions {
  /** PEM texts: the server's key and certificate, and the CA of the merchants' certificates. */
  tls: { key: string; cert: string; clientCa: string };
  accounts: SandboxAccount[];
  /** The IP address to listen on, with both servers; default 127.0.0.1. */
  address?: string;
  /** Host names by which programs reach the admin API, beside localhost. */
  names?: readonly string[];
  /** Free ports by default. */
  port?: number;
  adminPort?: number;
  /** This file keeps orders, payments, balances, settings and the clock across restarts. */
  ledgerFile?: string;
  /** Sandbox milliseconds per real one, default 1. */
  speed?: number;
}

export interface Sandbox {
  /** `127.0.0.1:PORT`, the HTTPS server; another address by `address`. */
  host: string;
  adminUrl: string;
  /** The sandbox's time in unix milliseconds: this machine's, until the admin API moves it. */
  nowMs: () => number;
  close(): Promise<void>;
}

/** @returns `address:port`, as a URL takes it */
function listen(server: Server, port: number, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve(`${isIPv6(address) ? `[${address}]` : address}:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** Adds the merchants of the options. One that is on file keeps its balance. */
function putAccounts(world: World, accounts: readonly SandboxAccount[]): void {
  for (const { balanceFen, ...account } of accounts) {
    const isOnFile = world.ledger.accounts.has(account.mchId);
    const initial = isOnFile ? {} : { balanceFen };
    putAccount(world, { ...account, ...initial, certificates: account.certificates ?? null });
  }
}

/** @throws Error where an older version has moved the clock further than it can go */
function startClock(ledger: Ledger, speed: number | undefined): SandboxClock {
  const realMs = Date.now();
  const { clock: onFile } = ledger;
  // Records of a stack have such times too, so that setting the clock back would not be enough.
  if (onFile && !(onFile.atMs - onFile.realMs <= MAX_AHEAD_MS))
    throw new Error(`The sandbox did not start: ${tooFarAhead(ledger, onFile.atMs - onFile.realMs)}`);
  const clock = new SandboxClock(onFile ?? { atMs: realMs, realMs, speed: 1 }, Date.now);
  const value = clock.moved(0, speed);
  ledger.commit({ put: 'clock', value });
  clock.set(value);
  return clock;
}

function makeControls(options: SandboxOptions, ledger: Ledger, closing: AbortSignal): Controls {
  const clock = startClock(ledger, options.speed);
  const world: World = { ledger, clock, realNowMs: Date.now, sendTimes: new Map() };
  const faults = new FaultQueue();
  const traffic = new Traffic();
  const reset = (): void => {
    ledger.clear();
    world.clock = startClock(ledger, options.speed);
    world.sendTimes.clear();
    faults.clear();
    traffic.clear();
    putAccounts(world, options.accounts);
  };
  putAccounts(world, options.accounts);
  return { world, faults, traffic, closing, reset };
}

function endServer(server: HttpServer | HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Starts the sandbox. Rejects if a port is in use, an option is invalid or the ledger file is not a ledger. `close` ends
 * open connections, including those of unanswered requests.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const ledger = new Ledger(options.ledgerFile);
  const closing = new AbortController();
  const servers: (HttpServer | HttpsServer)[] = [];
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all(servers.map(endServer));
    ledger.close();
  };
  try {
    const controls = makeControls(options, ledger, closing.signal);
    const wechat = createWechatServer(options.tls, controls);
    const { address = '127.0.0.1', names = [] } = options;
    const admin = createAdminServer(controls, { address, names });
    servers.push(wechat, admin);
    const host = await listen(wechat, options.port ?? 0, address);
    const adminHost = await listen(admin, options.adminPort ?? 0, address);
    // Through `controls`, since a reset replaces the clock.
    const nowMs = (): number => controls.world.clock.nowMs();
    return { host, adminUrl: `http://${adminHost}`, nowMs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

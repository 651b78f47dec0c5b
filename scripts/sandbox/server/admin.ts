/** The admin API: plain HTTP and JSON on the loopback address, documented in README.md. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type * as v from 'valibot';
import { FaultOrderSchema } from '../faults/types';

import { DEFAULT_SETTINGS, SettingsPatchSchema } from '../settings';

import { type AdminAddress, isOwnHost } from './admin-host';

import {
  AdminInputError,
  ClockSchema,
  OpenSchema,
  parseInput,
  RefundSchema,
  TopUpSchema,
} from './admin-input';
import { readBody } from './body';
import { readLedger, readMovements, readOrders, readTotals } from './reading';
import {
  changeSettings,
  openPacket,
  putAccount,
  readClock,
  refundPacket,
  setClock,
  topUp,
  withoutKey,
} from './steering';
import type { Front } from './wechat';

/** Everything the admin API can access; `reset` restores the state at the start of the sandbox. */
export interface Controls extends Front {
  reset: () => void;
}

interface AdminRequest {
  input: unknown;
  query: URLSearchParams;
}

type Route = (controls: Controls, request: AdminRequest) => unknown;

/** Parses faults one by one, so that the error names the invalid key rather than a failed union. */
function parseFaults(input: unknown): v.InferOutput<typeof FaultOrderSchema>[] {
  return (Array.isArray(input) ? input : [input]).map((fault) => parseInput(FaultOrderSchema, fault));
}

const DONE = { done: true };

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /': () => ({ routes: Object.keys(ROUTES), manual: 'scripts/sandbox/README.md' }),
  'GET /faults': ({ faults }) => ({ faults: faults.list() }),
  'POST /faults': ({ faults }, { input }) => ({ faults: faults.add(parseFaults(input)) }),
  'DELETE /faults': ({ faults }) => {
    faults.clear();
    return DONE;
  },
  'GET /settings': ({ world }) => world.ledger.settings,
  'PATCH /settings': ({ world }, { input }) => changeSettings(world, parseInput(SettingsPatchSchema, input)),
  'DELETE /settings': ({ world }) => changeSettings(world, DEFAULT_SETTINGS),
  'GET /accounts': ({ world }) => ({ accounts: [...world.ledger.accounts.values()].map(withoutKey) }),
  'PUT /accounts': ({ world }, { input }) => putAccount(world, input),
  'POST /accounts/top-up': ({ world }, { input }) => topUp(world, parseInput(TopUpSchema, input)),
  'POST /packets/open': ({ world }, { input }) => openPacket(world, parseInput(OpenSchema, input)),
  'POST /packets/refund': ({ world }, { input }) => refundPacket(world, parseInput(RefundSchema, input)),
  'GET /clock': ({ world }) => readClock(world),
  'POST /clock': ({ world }, { input }) => setClock(world, parseInput(ClockSchema, input)),
  'GET /ledger': ({ world }, { query }) => readLedger(world, query),
  'GET /totals': ({ world }) => readTotals(world),
  'GET /orders': ({ world }, { query }) => readOrders(world, query),
  'GET /movements': ({ world }, { query }) => readMovements(world, query),
  'GET /requests': ({ traffic }, { query }) => ({ requests: traffic.requests(query.get('mch_billno')) }),
  'GET /counts': ({ traffic }) => traffic.counts(),
  'DELETE /requests': ({ traffic }) => {
    traffic.clear();
    return DONE;
  },
  'POST /reset': ({ reset }) => {
    reset();
    return DONE;
  },
};

const MAX_BODY_BYTES = 1024 * 1024;

async function readInput(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === undefined) throw new AdminInputError('the body is longer than 1 MB');
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AdminInputError('the body is not JSON', { cause });
  }
}

interface Reply {
  status: number;
  data: unknown;
}

/** Why a request is not answered at all. */
function refusalOf({ headers, socket }: IncomingMessage, at: AdminAddress): Reply | null {
  if (!isOwnHost(headers.host, at, socket.localPort)) {
    const named = `the admin API of the sandbox does not answer under the Host "${headers.host ?? ''}"`;
    const own = `http://${at.names[0] ?? 'localhost'}:${socket.localPort}`;
    return {
      status: 421,
      data: { error: `${named}; use the address that the sandbox printed, such as ${own}` },
    };
  }
  // Programs send no Origin. A web page that is open in a browser on this machine must steer nothing.
  if (headers.origin !== undefined)
    return { status: 403, data: { error: 'requests of web pages (with an Origin header) are refused' } };
  return null;
}

async function run(controls: Controls, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const input = await readInput(request);
  const route = ROUTES[`${request.method} ${url.pathname}`];
  if (route) return { status: 200, data: route(controls, { input, query: url.searchParams }) };
  const methods = Object.keys(ROUTES).filter((key) => key.endsWith(` ${url.pathname}`));
  return methods.length > 0
    ? { status: 405, data: { error: `${request.method} is not supported here, only: ${methods.join(', ')}` } }
    : { status: 404, data: { error: `no route ${url.pathname}; GET / lists the routes` } };
}

async function handle(
  controls: Controls,
  at: AdminAddress,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(request, at);
  const running = refusal === null ? run(controls, request) : Promise.resolve(refusal);
  const { status, data } = await running.catch((error: unknown): Reply => {
    if (error instanceof AdminInputError) return { status: 400, data: { error: error.message } };
    return { status: 500, data: { error: error instanceof Error ? error.message : String(error) } };
  });
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(data));
}

/** Creates the admin server; it does not listen yet. */
export function createAdminServer(controls: Controls, at: AdminAddress): Server {
  return createServer((request, response) => {
    void handle(controls, at, request, response);
  });
}

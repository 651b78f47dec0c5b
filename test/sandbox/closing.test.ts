import { once } from 'node:events';
import { connect } from 'node:net';
import { type Sandbox, startSandbox } from '../../scripts/sandbox/index';
import { optionsWith } from './harness';

/** Far below the two minutes that a TLS server gives a handshake. */
const LIMIT_MS = 10_000;

it.each<[string, (sandbox: Sandbox) => URL]>([
  ['WeChat Pay, without a handshake', ({ host }) => new URL(`https://${host}`)],
  ['the admin API, without a request', ({ adminUrl }) => new URL(adminUrl)],
])(
  'closing ends a connection to %s, instead of waiting for it',
  async (_, of) => {
    const sandbox = await startSandbox(optionsWith());
    const { hostname, port } = of(sandbox);
    const socket = connect(Number(port), hostname).resume();
    await once(socket, 'connect');
    // By the time of a response, the server has taken the connection.
    await fetch(sandbox.adminUrl);
    const closed = once(socket, 'close');
    await Promise.all([sandbox.close(), closed]);
  },
  LIMIT_MS,
);

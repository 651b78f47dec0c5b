/**
 * A process of its own that posts once, over a long line, to a host of several addresses. How a connect to each of them
 * fares is decided below Node's net module, since the tests are about the choice that Node makes among the addresses.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { agentFor } from '../../../shared/wechat-pay/protocol/agents';
import { post } from '../../../shared/wechat-pay/protocol/transport';
import { MERCHANT } from './samples';

export interface DistantPlan {
  readonly port: string;
  /** What the name of the host resolves to. */
  readonly addresses: readonly string[];
  /** Addresses that never answer a connect. */
  readonly silent?: readonly string[];
  /** Every other connect ends so much later than on this machine. */
  readonly roundTripMs: number;
}

export interface DistantReply {
  readonly kind: string;
  readonly message: string | undefined;
  readonly elapsedMs: number;
}

interface Attempt {
  oncomplete: (...args: unknown[]) => void;
}
type Connect = (this: object, attempt: Attempt, address: string, ...rest: unknown[]) => number;
interface TcpBinding {
  readonly TCP: { readonly prototype: { connect: Connect; connect6: Connect } };
}

const ENETUNREACH = -101;

const [planText = '', certificatePath = '', keyPath = ''] = process.argv.slice(2);
const plan = JSON.parse(planText) as DistantPlan;

function fromAfar(connect: Connect): Connect {
  return function (attempt, address, ...rest) {
    if (plan.silent?.includes(address)) return 0;
    if (address.startsWith('2001:db8:')) return ENETUNREACH;
    const { oncomplete } = attempt;
    const late: Attempt['oncomplete'] = (...args) => {
      const arrive = () => {
        // Node takes the callback off an attempt whose time is up.
        if (attempt.oncomplete === late) oncomplete.apply(attempt, args);
      };
      setTimeout(arrive, plan.roundTripMs);
    };
    attempt.oncomplete = late;
    return connect.call(this, attempt, address, ...rest);
  };
}

async function main(): Promise<void> {
  const { prototype } = (process as unknown as { binding(name: string): TcpBinding }).binding('tcp_wrap').TCP;
  prototype.connect = fromAfar(prototype.connect);
  prototype.connect6 = fromAfar(prototype.connect6);
  const certificate = readFileSync(certificatePath, 'utf8');
  const agent = agentFor({ ...MERCHANT, certificate, privateKey: readFileSync(keyPath, 'utf8') });
  const found = plan.addresses.map((address) => ({ address, family: isIP(address) }));
  agent.options.lookup = (_name, _options, done) => done(null, found);
  // The server's certificate is for 127.0.0.1; trust is tested in agents.test.ts.
  agent.options.rejectUnauthorized = false;
  const startedAt = performance.now();
  const host = `pay.example:${plan.port}`;
  const reply = await post({ agent, host, path: '/', body: '<xml/>', timeoutMs: 10_000 });
  const elapsedMs = performance.now() - startedAt;
  const message = 'cause' in reply ? reply.cause.message : undefined;
  process.stdout.write(JSON.stringify({ kind: reply.kind, message, elapsedMs } satisfies DistantReply));
  process.exit(0);
}

void main();

import { join } from 'node:path';
import { type Bench, bundleOf } from './bench';
import { peerEnv } from './peers/account';
import { Worker } from './worker/worker';

/**
 * Ours, the minimal sender with the same two writes, the three peers set up as they document it, and one of them with a
 * keep-alive agent of its caller.
 */
export const SENDERS = [
  'ours',
  'bare script',
  'tenpay',
  'wechatpay-axios-plugin',
  'node-easywechat',
  'node-easywechat*',
] as const;
export type SenderName = (typeof SENDERS)[number];

/** The peers that are set up as their own documentation says. */
export const PEERS = ['tenpay', 'wechatpay-axios-plugin', 'node-easywechat'] as const;

/** A process that sends red packets to the sandbox, with jobs in its own format. */
export interface Sender {
  send(howMany: number, atOnce: number): Promise<unknown>;
  end(): Promise<void>;
}

/** @param isFar the sandbox is 100 ms of round trip away */
export async function startSender(
  { harness, jobs, baselines }: Pick<Bench, 'harness' | 'jobs' | 'baselines'>,
  name: SenderName,
  isFar = false,
): Promise<Sender> {
  const { env, farHost } = harness.addresses;
  const host = isFar ? farHost : (env.WECHAT_PAY_HOSTS ?? '');
  if (name === 'ours' || name === 'bare script') {
    const [file, make] =
      name === 'ours' ? ([bundleOf('sendRedPack'), 'ours'] as const) : ([baselines.send, 'bare'] as const);
    const worker = await Worker.start(file, { env: { ...env, WECHAT_PAY_HOSTS: host } });
    return senderOf(worker, (howMany) => jobs[make](howMany));
  }
  const worker = await Worker.start(join(__dirname, 'peers', `${name.replace('*', '')}.ts`), {
    env: { ...peerEnv(harness.addresses, host), PEER_KEEPS_CONNECTIONS: name.endsWith('*') ? '1' : '0' },
  });
  return senderOf(worker, (howMany) => jobs.peer(howMany));
}

function senderOf(worker: Worker, jobsOf: (howMany: number) => object[]): Sender {
  return {
    send: (howMany, atOnce) => worker.run(jobsOf(howMany), atOnce),
    end: () => worker.end(),
  };
}

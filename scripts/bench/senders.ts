import { join } from 'node:path';
import { type Bench, bundleOf } from './bench';
import { peerEnv } from './peers/account';
import { Worker } from './worker/worker';

/** Ours, the three peers set up as they document it, and one of them with a keep-alive agent of its caller. */
export const SENDERS = [
  'ours',
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
  { harness, jobs }: Pick<Bench, 'harness' | 'jobs'>,
  name: SenderName,
  isFar = false,
): Promise<Sender> {
  const { env, farHost } = harness.addresses;
  const host = isFar ? farHost : (env.WECHAT_PAY_HOSTS ?? '');
  const isOurs = name === 'ours';
  const worker = isOurs
    ? await Worker.start(bundleOf('sendRedPack'), { env: { ...env, WECHAT_PAY_HOSTS: host } })
    : await Worker.start(join(__dirname, 'peers', `${name.replace('*', '')}.ts`), {
        env: {
          ...peerEnv(harness.addresses, host),
          PEER_KEEPS_CONNECTIONS: name.endsWith('*') ? '1' : '0',
        },
      });
  return {
    send: (howMany, atOnce) => worker.run(isOurs ? jobs.ours(howMany) : jobs.peer(howMany), atOnce),
    end: () => worker.end(),
  };
}

/**
 * A process of its own that sends, as a Lambda container does: server certificates are judged by the process's trust
 * store, which Node reads once at its start (NODE_EXTRA_CA_CERTS). Reads a plan from its arguments, prints what came.
 */
import { readFileSync } from 'node:fs';
import type { Merchant } from '../../../shared/api/merchant';
import { agentFor } from '../../../shared/wechat-pay/protocol/agents';
import { post } from '../../../shared/wechat-pay/protocol/transport';
import { MERCHANT } from './samples';

/** One step: post so many times in a row, or all at once; or let the clock run on, as it does for a frozen process. */
export interface SenderStep {
  readonly post?: number;
  readonly atOnce?: number;
  readonly sleepMs?: number;
  /** Which merchant object sends; each new number is a new object of the same certificate. */
  readonly merchant?: number;
}

export interface SenderPlan {
  readonly host: string;
  readonly steps: readonly SenderStep[];
}

const [planText = '', certificatePath = '', keyPath = ''] = process.argv.slice(2);
const plan = JSON.parse(planText) as SenderPlan;
const certificate = readFileSync(certificatePath, 'utf8');
const privateKey = readFileSync(keyPath, 'utf8');
const merchants: Merchant[] = [0, 1].map(() => ({ ...MERCHANT, certificate, privateKey }));

async function send(merchant: number): Promise<string> {
  const agent = agentFor(merchants[merchant] ?? MERCHANT);
  const reply = await post({ agent, host: plan.host, path: '/', body: '<xml/>', timeoutMs: 5_000 });
  return reply.kind;
}

let skewMs = 0;
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + skewMs;

async function main(): Promise<void> {
  const kinds: string[] = [];
  for (const { post: times = 0, atOnce = 0, sleepMs = 0, merchant = 0 } of plan.steps) {
    skewMs += sleepMs;
    for (let sent = 0; sent < times; sent += 1) kinds.push(await send(merchant));
    kinds.push(...(await Promise.all(Array.from({ length: atOnce }, () => send(merchant)))));
  }
  process.stdout.write(JSON.stringify(kinds));
  process.exit(0);
}

void main();

import { type Contract, must } from '../contract/harness';
import { APPID } from '../contract/packets';

export { APPID };

let recipients = 0;

/** An openid that no other test of the process pays, so that the sandbox's ledger tells the tests apart. */
export function newOpenid(): string {
  recipients += 1;
  return `oExample${String(recipients).padStart(18, '0')}`;
}

/** What one recipient was paid, in fen, one entry per payment. */
export async function paidTo(contract: Contract, openid: string): Promise<number[]> {
  const { payments } = await contract.sandbox.ledger();
  return payments.filter(({ re_openid }) => re_openid === openid).map(({ amountFen }) => amountFen);
}

/** Delivers events as EventBridge and Scheduler do, asynchronously, one after the other. @returns the request ids */
export async function deliver(contract: Contract, ...events: unknown[]): Promise<string[]> {
  const ids: string[] = [];
  for (const event of events) {
    ids.push((await contract.invokeRaw('sendRedPack', event, { type: 'Event' })).requestId);
    await contract.stack.lambda.eventsSettled();
  }
  return ids;
}

/** Level and message of the lines that one invocation of sendRedPack has logged. */
export async function logged(contract: Contract, requestId: string): Promise<string[]> {
  const lines = (await contract.logs()).split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.function_request_id === requestId)
    .map(({ level, message }) => `${String(level)} ${String(message)}`);
}

/** Name of the local sendRedPack, from which its ARN in a template must be made. */
export function sendRedPackArn({ stack }: Contract): string {
  const prefix = must(stack.env.RED_PACK_FUNCTION_PREFIX, 'prefix');
  return `arn:aws:lambda:ap-southeast-1:000000000000:function:${prefix}sendRedPack`;
}

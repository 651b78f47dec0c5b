import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Contract, startContract } from '../contract/harness';
import { OPENID, packet } from '../contract/packets';
import { ExecutionEnvironment } from './execution-environment';

let contract: Contract;
let sendRedPack: ExecutionEnvironment;
beforeAll(async () => {
  contract = await startContract();
});
beforeEach(async () => {
  sendRedPack = await ExecutionEnvironment.start(contract, 'sendRedPack');
});
afterEach(async () => {
  contract.backends.dynamodb.reopen();
  await sendRedPack.end();
});
afterAll(() => contract?.close());

interface LogLine {
  readonly level: string;
  readonly function_request_id: string;
}

/** Output may arrive a moment after the answer. Every line must be one JSON object, or CloudWatch's filters miss it. */
async function linesWhen(isComplete: () => boolean): Promise<LogLine[]> {
  for (const deadline = Date.now() + 5_000; !isComplete() && Date.now() < deadline; ) await sleep(20);
  return sendRedPack.output.lines().map((line) => JSON.parse(line) as LogLine);
}

it('a send logs lines of JSON with its request id, without a prefix of the runtime client', async () => {
  const requestId = randomUUID();
  await sendRedPack.answer(packet(), { requestId });
  const lines = await linesWhen(() => sendRedPack.output.lines().length > 0);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'INFO', function_request_id: requestId }));
  expect(JSON.stringify(lines)).not.toContain(OPENID);
  expect(sendRedPack.output.telemetry()).toEqual([]);
});

it('an error is one line of JSON at level ERROR, which the alarm counts; the runtime client adds its own', async () => {
  contract.backends.dynamodb.shut();
  const requestId = randomUUID();
  const event = packet();
  await sendRedPack.invoke(event, { requestId });
  const lines = await linesWhen(() => sendRedPack.output.telemetry().length > 0);
  const errors = lines.filter(({ level }) => level === 'ERROR');
  expect(errors).toEqual([expect.objectContaining({ function_request_id: requestId })]);
  expect(JSON.stringify(errors)).toContain(event.idempotency_key);
  expect(sendRedPack.output.telemetry()).toEqual([
    { level: 'ERROR', text: expect.stringContaining(`\t${requestId}\tERROR\tInvoke Error`) },
  ]);
});

import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ResolvedData } from '../shared/api/responses';

const USAGE = `Closes a record that is still open (outcome unknown) or parked (refused for now, retry possible) after 29 days, when
an operator has learned the outcome from WeChat Pay.

  npm run resolve -- --id <record id> --paid --note "support ticket 123: paid" [--send-listid <number>]
  npm run resolve -- --id <record id> --refused --note "support ticket 123: never paid"

It invokes the function recoverRedPacks, which queries WeChat Pay once more before it accepts the operator's word. It
needs AWS credentials that may invoke that function, and none for the table or the secrets. RED_PACK_FUNCTION_PREFIX
selects the stack (default red-pack-dev-). On the local stack: set -a; . .local/env; set +a

Exit code: 0 done, 1 rejected or failed, 2 wrong arguments.`;

const OPTIONS = {
  id: { type: 'string' },
  paid: { type: 'boolean' },
  refused: { type: 'boolean' },
  note: { type: 'string' },
  'send-listid': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** The param `resolve` of recoverRedPacks. */
interface Resolve {
  readonly id: string;
  readonly outcome: ResolvedData['outcome'];
  readonly note: string;
  readonly send_listid?: string;
}

/** A missing or wrong argument; the message ends with the usage. */
class UsageError extends Error {
  constructor(what: string) {
    super(`${what}\n\n${USAGE}`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ options: OPTIONS, args: [...args] }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @returns null if only help is requested. @throws UsageError */
function parseArguments(args: readonly string[]): Resolve | null {
  const { id = '', paid = false, refused = false, note = '', help, 'send-listid': send_listid } = parse(args);
  if (help) return null;
  if (id === '') throw new UsageError('--id is missing.');
  if (paid === refused) throw new UsageError('Exactly one of --paid and --refused must be given.');
  if (note.trim() === '') throw new UsageError('--note is missing: it is stored as the reason.');
  if (refused && send_listid !== undefined)
    throw new UsageError('--send-listid goes with --paid, not with --refused.');
  return { id, outcome: paid ? 'paid' : 'refused', note, ...(send_listid !== undefined && { send_listid }) };
}

/** A query at WeChat and two writes take at most 20 s; a cold start comes on top. */
const TIMEOUT_MS = 60_000;

/** @throws Error with the function's reason, or the reason why it could not be invoked */
async function invoke(resolve: Resolve): Promise<ResolvedData> {
  const FunctionName = `${process.env.RED_PACK_FUNCTION_PREFIX ?? 'red-pack-dev-'}recoverRedPacks`;
  // No retries: after a lost response, a second attempt would fail because the record is final already.
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } });
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify({ resolve }) });
  const { FunctionError, Payload } = await client
    .send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    .catch((cause: Error) => {
      throw new Error(`${FunctionName} could not be invoked: ${cause.name}: ${cause.message}`, { cause });
    });
  const response = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError !== undefined) throw new Error(`${FunctionName} failed: ${response?.errorMessage}`);
  if (response?.status !== 200)
    throw new Error(response?.data?.error_msg ?? `${FunctionName} returned no { status, data }.`);
  return response.data;
}

async function main(): Promise<void> {
  const resolve = parseArguments(process.argv.slice(2));
  if (resolve === null) {
    console.log(USAGE);
    return;
  }
  const { id, mch_billno, outcome, by } = await invoke(resolve);
  const source = by === 'person' ? '' : ' WeChat Pay says so itself, so the note was not needed.';
  console.log(`${id} (${mch_billno}) is now recorded as ${outcome}.${source}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ResolvedData } from '../shared/api/responses';

const USAGE = `Ends a record that is still open or parked after 29 days, by the word of a person who has asked WeChat Pay.

  npm run resolve -- --id <record id> --paid --note "support ticket 123: paid" [--send-listid <number>]
  npm run resolve -- --id <record id> --refused --note "support ticket 123: never paid"

It invokes the function recoverRedPacks, which asks WeChat Pay once more before it believes a person. It needs AWS
credentials that may invoke that function, and none for the table or the secrets. RED_PACK_FUNCTION_PREFIX names the
stack (default red-pack-dev-). On the local stack: set -a; . .local/env; set +a

Exit code: 0 done, 1 refused or failed, 2 wrong arguments.`;

const OPTIONS = {
  id: { type: 'string' },
  paid: { type: 'boolean' },
  refused: { type: 'boolean' },
  note: { type: 'string' },
  'send-listid': { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What recoverRedPacks takes as `resolve`. */
interface Resolve {
  readonly id: string;
  readonly outcome: ResolvedData['outcome'];
  readonly note: string;
  readonly send_listid?: string;
}

/** An argument is missing or wrong; its message ends with how the command is called. */
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

/** @returns null when only help is asked for. @throws UsageError */
function readArguments(args: readonly string[]): Resolve | null {
  const { id = '', paid = false, refused = false, note = '', help, 'send-listid': send_listid } = parse(args);
  if (help) return null;
  if (id === '') throw new UsageError('--id is missing.');
  if (paid === refused) throw new UsageError('Exactly one of --paid and --refused says what became of it.');
  if (note.trim() === '') throw new UsageError('--note is missing: it is kept as the reason.');
  if (refused && send_listid !== undefined) throw new UsageError('--send-listid goes with --paid only.');
  return { id, outcome: paid ? 'paid' : 'refused', note, ...(send_listid !== undefined && { send_listid }) };
}

/** A look-up at WeChat and two writes take 20 s at most; a container that has to start comes on top. */
const TIMEOUT_MS = 60_000;

/** @throws Error with the function's own reason, or with why it could not be invoked */
async function invoke(resolve: Resolve): Promise<ResolvedData> {
  const FunctionName = `${process.env.RED_PACK_FUNCTION_PREFIX ?? 'red-pack-dev-'}recoverRedPacks`;
  // Not repeated: after a lost answer, a second try would be told that the record is final already.
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } });
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify({ resolve }) });
  const { FunctionError, Payload } = await client
    .send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    .catch((cause: Error) => {
      throw new Error(`${FunctionName} could not be invoked: ${cause.name}: ${cause.message}`, { cause });
    });
  const answer = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError !== undefined) throw new Error(`${FunctionName} failed: ${answer?.errorMessage}`);
  if (answer?.status !== 200) throw new Error(answer?.data?.error_msg ?? `${FunctionName} gave no answer.`);
  return answer.data;
}

async function main(): Promise<void> {
  const resolve = readArguments(process.argv.slice(2));
  if (resolve === null) {
    console.log(USAGE);
    return;
  }
  const { id, mch_billno, outcome, by } = await invoke(resolve);
  const said = by === 'person' ? '' : ' WeChat Pay says so itself, so the note was not needed.';
  console.log(`${id} (${mch_billno}) is now recorded as ${outcome}.${said}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

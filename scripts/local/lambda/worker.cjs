/**
 * One execution environment of the local Lambda: loads a bundle and runs its handler, one event at a time.
 * Plain CommonJS, so that a bundle meets a bare Node, as it does at AWS, and starts without a compiler.
 * Events and answers travel as JSON text: IPC itself would turn NaN into null.
 */
'use strict';

const file = process.argv[2] ?? '';
const handlerName = process.argv[3] ?? '';

/** The id of the running invocation, for errors that nobody catches. */
let running = null;

/** As Lambda's Node runtime words a thrown value. */
function describe(error, errorType) {
  if (error instanceof Error) {
    const trace = (error.stack ?? '').split('\n');
    return { errorType: errorType ?? error.name, errorMessage: error.message, trace };
  }
  return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
}

function reply(kind, payload, sent = () => undefined) {
  // Both streams end the invocation with a mark, so that the parent knows it has seen all of the log.
  for (const stream of [process.stdout, process.stderr]) stream.write(`\u0000${running}\u0000`);
  process.send({ kind, requestId: running, payload }, sent);
  running = null;
}

function toContext(job) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: job.clientContext === undefined ? undefined : JSON.parse(job.clientContext),
    identity: undefined,
    invokedFunctionArn: job.arn,
    awsRequestId: job.requestId,
    getRemainingTimeInMillis: () => Math.max(job.deadlineMs - Date.now(), 0),
  };
}

function load() {
  try {
    const handler = require(file)[handlerName];
    if (typeof handler === 'function') return { handler };
    const error = new Error(`${file} does not export ${handlerName} as a function`);
    return { failure: describe(error, 'Runtime.HandlerNotFound') };
  } catch (error) {
    const missing = error instanceof Error && error.code === 'MODULE_NOT_FOUND';
    return { failure: describe(error, missing ? 'Runtime.ImportModuleError' : undefined) };
  }
}

async function run(handler, job) {
  running = job.requestId;
  try {
    const answer = await handler(JSON.parse(job.event), toContext(job));
    reply('answered', toText(answer));
  } catch (error) {
    reply('failed', JSON.stringify(describe(error)));
  }
}

function toText(answer) {
  try {
    return JSON.stringify(answer) ?? 'null';
  } catch (error) {
    const wrapped = new Error(`Unable to stringify response body: ${error.message}`);
    wrapped.name = 'Runtime.MarshalError';
    throw wrapped;
  }
}

function crash(error, errorType, exitCode) {
  if (running === null) process.exit(exitCode);
  reply('failed', JSON.stringify(describe(error, errorType)), () => process.exit(exitCode));
}

process.on('uncaughtException', (error) => crash(error, undefined, 129));
process.on('unhandledRejection', (error) => crash(error, 'Runtime.UnhandledPromiseRejection', 128));
// Ctrl-C reaches the whole group; ending is the parent's business, which does it in order.
process.on('SIGINT', () => undefined);
// The parent is gone, however it went.
process.on('disconnect', () => process.exit(0));

const loaded = load();
process.on('message', (job) => {
  if (loaded.handler) {
    void run(loaded.handler, job);
    return;
  }
  running = job.requestId;
  reply('failed', JSON.stringify(loaded.failure));
  // The parent ends this process; Lambda too tries a failed init anew with the next event.
});
process.send({ kind: 'ready', usable: loaded.handler !== undefined });

import { parseArgs } from 'node:util';
import { buildIfStale } from '../build';
import { joinLocalStack } from './join';
import { type LocalStackOptions, type Ports, startLocalStack } from './stack';
import { describeStack } from './status';

const USAGE = `npm run local [-- OPTIONS]     the local stack, until Ctrl-C
  --dir DIR                    folder of its data; default RED_PACK_LOCAL_DIR, else .local
  --paced                      pace sends as deployed (SEND_SLOT_MS of serverless.yml)
  --dynamodb-port PORT         fixed ports; by default a free port each
  --secrets-manager-port PORT
  --lambda-port PORT
  --sqs-port PORT
  --sandbox-port PORT
  --sandbox-admin-port PORT
  --help`;

const PORT_OPTIONS: Readonly<Record<keyof Ports, string>> = {
  dynamodb: 'dynamodb-port',
  secretsManager: 'secrets-manager-port',
  lambda: 'lambda-port',
  sqs: 'sqs-port',
  sandbox: 'sandbox-port',
  sandboxAdmin: 'sandbox-admin-port',
};

/** Ctrl-C, `kill`, and a closed terminal. */
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a shutdown may take before the process exits anyway. */
const END_LIMIT_MS = 10_000;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function toPort(name: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`--${name} is not a port: ${text}`);
}

function parseOptions(): { attached: boolean; help: boolean; stack: LocalStackOptions } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const ports = Object.fromEntries(Object.values(PORT_OPTIONS).map((name) => [name, text]));
  const options = { dir: text, paced: flag, help: flag, attached: flag, ...ports };
  const values: Record<string, unknown> = parseArgs({ options }).values;
  const given = Object.entries(PORT_OPTIONS).flatMap(([key, name]) => {
    const value = values[name];
    return typeof value === 'string' ? [[key, toPort(name, value)]] : [];
  });
  const dir = values.dir ?? process.env.RED_PACK_LOCAL_DIR;
  const stack = {
    ports: Object.fromEntries(given) as Ports,
    notice: say,
    paced: values.paced === true,
    ...(typeof dir === 'string' && { dir }),
  };
  return {
    attached: values.attached === true,
    help: values.help === true,
    stack,
  };
}

/**
 * Resolves with the first request to shut down; later ones change nothing.
 * @param attached to a parent process, which may have died while this one was loading
 */
function shutdownRequested(attached: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (attached && !process.connected) resolve();
    for (const signal of END_SIGNALS) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
  });
}

async function runForeground(options: LocalStackOptions, ended: Promise<void>): Promise<void> {
  await buildIfStale();
  const stack = await startLocalStack(options);
  try {
    process.stdout.write(describeStack(stack));
    await ended;
    setTimeout(() => process.exit(1), END_LIMIT_MS).unref();
  } finally {
    await stack.close();
  }
}

/** For the serverless plugin: runs the stack as long as the IPC channel is open. */
async function runAttached(options: LocalStackOptions, ended: Promise<void>): Promise<void> {
  await buildIfStale();
  const stack = await joinLocalStack(options);
  try {
    if (process.connected) process.send?.({ env: stack.env, own: stack.own });
    await ended;
  } finally {
    await stack.leave();
  }
}

async function main(): Promise<void> {
  // A reader that has gone, such as a closed terminal, ends no stack: its signal does, in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // The SDK's warning about old versions of Node does not matter on a local stack.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseOptions();
  if (options.help) return void process.stdout.write(`${USAGE}\n`);
  const ended = shutdownRequested(options.attached);
  await (options.attached ? runAttached : runForeground)(options.stack, ended);
}

main().then(
  // Explicitly, since an idle keep-alive socket of a client must not keep the process alive.
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);

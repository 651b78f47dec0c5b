import { openConsole } from '../../console/index';
import { FOLDER_OPTIONS, FOLDER_USAGE } from '../campaign/folder';
import { defineCommand } from '../command';
import { CommandError, messageOf, UsageError } from '../errors';
import { interrupted } from '../interrupted';
import { openInBrowser } from '../open-in-browser';

const USAGE = `./red-pack console [--port PORT] [--open] [--allow-actions] [--dir DIR]

Serves pages on 127.0.0.1 until Ctrl-C: an overview, every packet and its life, campaigns, the accounts; on the local
stack also the sandbox. Prints the address, with a token that is new at each start. The pages have exactly the rights of
your own AWS credentials, and nothing but this machine can reach them. A campaign that was started there goes on when
the console ends.

  --port PORT       default a free one
  --open            open the address in the browser; only in a terminal
  --allow-actions   on AWS, let the pages act: ask WeChat Pay, repeat a send, recover, approve, send, start and stop
                    campaigns, write certificates. Without it they only read. The local stack can always be acted on
${FOLDER_USAGE}`;

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UsageError(`--port must be a number from 0 to 65535, got "${text}".`);
  return Number(text);
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    port: { type: 'string' },
    open: { type: 'boolean' },
    'allow-actions': { type: 'boolean' },
    ...FOLDER_OPTIONS,
  },
  async run({ values, io, stack }) {
    const port = portOf(values.port);
    if (values.open === true && !io.isTTY)
      throw new UsageError('--open needs a terminal: open the printed address yourself.');
    if (values.dir === '') throw new UsageError('--dir must name a folder.');
    const ended = interrupted();
    const opened = await stack();
    const running = await openConsole(opened, {
      port,
      allowActions: values['allow-actions'] === true,
      campaigns: values.dir,
    }).catch((cause: unknown) => {
      throw new CommandError(`The console could not start: ${messageOf(cause)}`, { cause });
    });
    io.out(running.url);
    io.err('Ctrl-C ends the console.');
    const missing = (opener: string): void => io.err(`${opener} is missing: open the address yourself.`);
    const file = values.open === true ? await openInBrowser(running.url, missing) : null;
    await ended;
    await file?.remove();
    await running.close();
    return 0;
  },
});

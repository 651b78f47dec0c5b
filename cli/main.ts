import { isErrno } from '../scripts/local/files';
import { COMMANDS } from './commands';
import { terminal } from './io';
import { runCli } from './run';

// The SDK's warning about old versions of Node is for those who deploy on them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A terminal that was closed, or a reader that went away, must not end a run before what is in flight is noted.
process.stderr.on('error', () => undefined);
let hasLostOutput = false;
process.stdout.on('error', (error) => {
  // As `head` does when it has enough.
  if (isErrno(error, 'EPIPE') || hasLostOutput) return;
  hasLostOutput = true;
  process.exitCode = 1;
  terminal.err(`The output could not be written: ${error.message}`);
});

void runCli(COMMANDS, process.argv.slice(2), terminal).then((code) => {
  // Not process.exit, which could cut off output that is piped.
  if (code !== 0) process.exitCode = code;
});

import { COMMANDS } from './commands';
import { terminal } from './io';
import { runCli } from './run';

// The SDK's warning about old versions of Node is for those who deploy on them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void runCli(COMMANDS, process.argv.slice(2), terminal).then((code) => {
  // Not process.exit, which could cut off output that is piped.
  process.exitCode = code;
});

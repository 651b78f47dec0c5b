import type { Command } from './command';
import { certificateListCommand } from './commands/certificate-list';
import { certificatePutCommand } from './commands/certificate-put';
import { recountCommand } from './commands/recount';
import { recoverCommand } from './commands/recover';
import { reportCommand } from './commands/report';
import { resolveCommand } from './commands/resolve';

/** All commands, in the order of the overview. */
export const COMMANDS: readonly Command[] = [
  certificatePutCommand,
  certificateListCommand,
  recoverCommand,
  resolveCommand,
  recountCommand,
  reportCommand,
];

import type { Command } from './command';
import { recountCommand } from './commands/recount';
import { recoverCommand } from './commands/recover';
import { resolveCommand } from './commands/resolve';

/** All commands, in the order of the overview. */
export const COMMANDS: readonly Command[] = [recoverCommand, resolveCommand, recountCommand];

import { CommandError, UsageError } from './errors';
import type { Io } from './io';

/** Refuses at once where nobody could be asked later. @throws UsageError */
export function checkConfirmable(yes: boolean | undefined, io: Io): void {
  if (yes !== true && !io.isTTY)
    throw new UsageError('Without a terminal, nobody can be asked: give --yes to confirm.');
}

/** Asks before money moves. @throws CommandError unless the answer is yes */
export async function confirm(question: string, yes: boolean | undefined, io: Io): Promise<void> {
  if (yes === true) return;
  const answer = await io.ask(`${question} Type yes: `);
  if (answer.trim().toLowerCase() !== 'yes') throw new CommandError('Nothing was sent.');
}

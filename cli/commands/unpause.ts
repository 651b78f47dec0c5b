import { defineCommand } from '../command';
import { CommandError, UsageError } from '../errors';
import { type Change, changeEach, describeReservation } from '../pause/each';
import { forgetBefore, type Reservation, readState, reserve } from '../pause/reservation';
import type { Stack } from '../stack';

/** Undefined if it is not given. @throws UsageError */
function parseReservation(text: string | undefined): Reservation | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`--send-concurrency must be a whole number from 1, or none, got "${text}".`);
  return Number(text);
}

/** What `--send-concurrency` gives for a function; recoverRedPacks never has a reservation of its own. */
function givenFor(name: string, given: Reservation | undefined): Reservation | undefined {
  if (given === undefined) return undefined;
  return name.endsWith('sendRedPack') ? given : null;
}

async function unpauseOne(stack: Stack, name: string, given: Reservation | undefined): Promise<Change> {
  const { arn, reserved, before } = await readState(stack, name);
  if (reserved !== 0) {
    // A deploy has ended the pause: what it set is newer than what the pause noted.
    if (before !== undefined) await forgetBefore(stack, arn);
    return { function: name, done: 'not paused', before: reserved };
  }
  const wanted = before === undefined ? givenFor(name, given) : before;
  if (wanted === undefined)
    throw new CommandError(
      `${name} has the reserved concurrency 0, and no pause has noted what it was: give --send-concurrency, such as the param of serverless.yml.`,
    );
  await reserve(stack, name, wanted);
  await forgetBefore(stack, arn);
  return { function: name, done: 'restored', before: wanted };
}

export const command = defineCommand({
  usage: `./red-pack unpause [--send-concurrency N|none] [--json]

Gives sendRedPack and recoverRedPacks back the reserved concurrency that they had before pause. A function that a deploy
has set meanwhile keeps what the deploy set. Asynchronous sends that the pause has turned away lie in LostSendsQueue:
send them with redrive.

On AWS it needs lambda:GetFunction, lambda:ListTags, lambda:UntagResource, lambda:PutFunctionConcurrency and
lambda:DeleteFunctionConcurrency.

  --send-concurrency N   of sendRedPack, if it was paused by other means and nobody noted what it was; none for no limit
  --json                 an array of { function, done, before }; before null for no reservation`,
  options: { 'send-concurrency': { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const given = parseReservation(values['send-concurrency']);
    const opened = await stack();
    const changes = await changeEach(opened, io, (name) => unpauseOne(opened, name, given));
    if (changes === null) return 1;
    if (values.json === true) {
      io.out(JSON.stringify(changes));
      return 0;
    }
    for (const { function: name, done, before } of changes)
      io.out(`${name} is ${done}; reserved concurrency: ${describeReservation(before)}.`);
    // Also if nothing is paused now: a deploy may have ended the pause that turned them away.
    io.out('Next: ./red-pack redrive, for the asynchronous sends that a pause has turned away.');
    return 0;
  },
});

import { defineCommand } from '../command';
import { type Change, changeEach, describeReservation } from '../pause/each';
import { noteBefore, readState, reserve } from '../pause/reservation';
import type { Stack } from '../stack';

async function pauseOne(stack: Stack, name: string): Promise<Change> {
  const { arn, reserved, before } = await readState(stack, name);
  if (reserved === 0) return { function: name, done: 'already paused', before };
  // A tag of an earlier pause, which a deploy ended, is out of date.
  await noteBefore(stack, arn, reserved);
  await reserve(stack, name, 0);
  return { function: name, done: 'paused', before: reserved };
}

export const command = defineCommand({
  usage: `./red-pack pause [--json]

Sets the reserved concurrency of sendRedPack and recoverRedPacks to 0 and notes in a tag of each function what it was,
for unpause. Lists and queries go on. What runs already may still finish: a send within 30 s, a pass of recovery within
10 minutes. Lambda answers new calls with 429: the client waits, by default 15 minutes, and then rejects with 503; an
asynchronous send waits up to 6 hours, and then lies in the queue that redrive reads. Nothing is lost. A deploy leaves
the pause as it is, unless it changes send-concurrency or removes the function.

On AWS it needs lambda:GetFunction, lambda:ListTags, lambda:TagResource and lambda:PutFunctionConcurrency.

  --json   an array of { function, done, before }; before null for no reservation`,
  options: { json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const opened = await stack();
    const changes = await changeEach(opened, io, (name) => pauseOne(opened, name));
    if (changes === null) return 1;
    if (values.json === true) {
      io.out(JSON.stringify(changes));
      return 0;
    }
    for (const { function: name, done, before } of changes) {
      const was =
        before === undefined ? 'nobody noted what it was' : `it was: ${describeReservation(before)}`;
      io.out(`${name} is ${done}; ${was}.`);
    }
    io.out('What runs may still finish: a send within 30 s, a pass of recovery within 10 minutes.');
    io.out('Callers get 429 and wait. To go on: ./red-pack unpause');
    return 0;
  },
});

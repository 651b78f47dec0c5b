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
10 minutes. Lambda answers new calls with 429: the client waits, by default 15 minutes, and then rejects with 503. New
asynchronous sends do not wait: Lambda puts them into LostSendsQueue at once, LostSendsAlarm rings, and they stay there
for 14 days. After unpause, redrive sends them. A deploy may undo a pause: check with doctor ("sending") after each
deploy, and pause again.

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
    io.out('Callers get 429 and wait.');
    io.out('New asynchronous sends go to LostSendsQueue at once, for 14 days, and LostSendsAlarm rings.');
    io.out('A deploy may undo the pause: check with ./red-pack doctor');
    io.out('To go on: ./red-pack unpause, then ./red-pack redrive for the asynchronous sends');
    return 0;
  },
});

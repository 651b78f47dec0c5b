import { readFile } from 'node:fs/promises';
import { defineCommand } from '../command';
import { CommandError, messageOf, UsageError } from '../errors';
import { newRunName, play } from '../sandbox/play';
import { parseScenario } from '../sandbox/scenario';
import { stageOf } from '../sandbox/stage';
import { playedLine } from '../sandbox/words';

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`The scenario could not be read: ${messageOf(cause)}`, { cause });
  }
}

export const command = defineCommand({
  usage: `./red-pack sandbox play FILE [--json]

Plays the steps of FILE (docs/sandbox.md) one after the other on the local stack: sends, faults of the sandbox, moves of
the clock, openings and returns. Each run sends under new idempotency keys, RUN/packet, so that it pays again. The
console's sandbox page saves such files.

Exit code 1 if an outcome is not as the file states, or a step cannot be done. The clock stays where the scenario has
moved it; faults that waited before it are removed.

  --json   one line of JSON for each step: run, step, outcome, err_code, status, isAsStated`,
  options: { json: { type: 'boolean' } },
  allowPositionals: true,
  async run({ values, positionals, io, stack }) {
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError('Name one FILE with a scenario.');
    const scenario = parseScenario(await read(file), file);
    const stage = await stageOf(await stack());
    const run = newRunName(Date.now());
    io.err(`Run ${run}${scenario.title === undefined ? '' : `: ${scenario.title}`}`);
    let [at, wrong] = [0, 0];
    try {
      for await (const played of play(scenario, stage, run)) {
        at += 1;
        if (!played.isAsStated) wrong += 1;
        io.out(values.json === true ? JSON.stringify({ run, ...played }) : playedLine(at, played));
      }
    } catch (cause) {
      throw new CommandError(`Step ${at + 1} of ${file} failed: ${messageOf(cause)}`, { cause });
    }
    if (wrong > 0) throw new CommandError(`${wrong} of ${at} steps did not end as ${file} states.`);
    return 0;
  },
});

import { defineCommand } from '../command';
import { invokeFunction } from '../invoke';

/** Counts of a recovery pass. */
interface Pass {
  readonly examined: number;
  readonly paid: number;
  readonly refused: number;
  readonly parked: number;
  readonly open: number;
}

/** A pass ends after 590 s. */
const TIMEOUT_MS = 620_000;

export const command = defineCommand({
  usage: `./red-pack recover [--all] [--json]

Invokes the function recoverRedPacks, as its schedule does every 10 minutes.

  --all    every record that is not final, due or not; use it after fixing a secret or topping up a balance
  --json   the counts as JSON: examined, paid, refused, parked, open`,
  options: { all: { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const event = values.all === true ? { all: true } : {};
    const pass = (await invokeFunction(await stack(), 'recoverRedPacks', event, TIMEOUT_MS)) as Pass;
    if (values.json === true) io.out(JSON.stringify(pass));
    else
      io.out(
        `Examined ${pass.examined}: ${pass.paid} paid, ${pass.refused} refused, ${pass.parked} parked (retry possible), ${pass.open} still open.`,
      );
    return 0;
  },
});

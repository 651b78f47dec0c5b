import type { ResolvedData } from '../../shared/api/responses';
import { defineCommand, required } from '../command';
import { UsageError } from '../errors';
import { invokeFunction } from '../invoke';

/** A query at WeChat and two writes take at most 20 s; a cold start comes on top. */
const TIMEOUT_MS = 60_000;

export const command = defineCommand({
  usage: `./red-pack resolve --id ID --paid|--refused --note TEXT [--send-listid NUMBER] [--json]

Closes a record that is still open (outcome unknown) or parked (refused for now, retry possible) after 29 days, when
an operator has learned the outcome from WeChat Pay. It invokes the function recoverRedPacks, which queries WeChat Pay
once more before it accepts the operator's word. It needs credentials that may invoke that function, and none for the
table or the secrets.

  --id ID               of the record
  --paid                the red packet was paid
  --refused             it was not paid and never will be
  --note TEXT           the reason, such as "support ticket 123: paid"; it is stored
  --send-listid NUMBER  WeChat's number of the packet, with --paid, if known
  --json                id, mch_billno, outcome and by (who says so) as JSON`,
  options: {
    id: { type: 'string' },
    paid: { type: 'boolean' },
    refused: { type: 'boolean' },
    note: { type: 'string' },
    'send-listid': { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, io, stack }) {
    const { paid = false, refused = false, note = '', 'send-listid': send_listid } = values;
    const id = required(values, 'id');
    if (paid === refused) throw new UsageError('Exactly one of --paid and --refused must be given.');
    if (note.trim() === '') throw new UsageError('--note is missing: it is stored as the reason.');
    if (refused && send_listid !== undefined)
      throw new UsageError('--send-listid goes with --paid, not with --refused.');
    const outcome = paid ? 'paid' : 'refused';
    const resolve = { id, outcome, note, ...(send_listid !== undefined && { send_listid }) };
    const data = await invokeFunction(await stack(), 'recoverRedPacks', { resolve }, TIMEOUT_MS);
    const { mch_billno, by, ...resolved } = data as ResolvedData;
    const source = by === 'person' ? '' : ' WeChat Pay says so itself, so the note was not needed.';
    if (values.json === true) io.out(JSON.stringify(data));
    else io.out(`${id} (${mch_billno}) is now recorded as ${resolved.outcome}.${source}`);
    return 0;
  },
});

import type { AnyListedRecord } from '../../sdk/index';
import { beijingText } from '../../shared/api/beijing';
import { yuanToFen } from '../../shared/api/money';
import { folderOf } from '../campaign/folder';
import { defineCommand, required } from '../command';
import { CommandError, UsageError } from '../errors';
import { yuanShown } from '../report/money';
import { table } from '../table';

const USAGE = `./red-pack campaign find NAME --openid OPENID [OPTIONS]

Shows what a recipient got in a campaign: the records of this openid whose idempotency key begins with NAME/, by the
list's filter. It needs no plan, and only lambda:InvokeFunction on getSentRedPackList.

  --openid OPENID   of the recipient
  --json            the records as an array, with their details`;

const OPENID = /^[0-9A-Za-z_-]{1,32}$/;

function timeText(at: number | null | undefined): string {
  return at == null ? '' : beijingText(at);
}

function yuanText(fen: number | null | undefined): string {
  return fen == null ? '' : yuanShown(fen);
}

function rowOf(record: AnyListedRecord): string[] {
  const { outcome = '', mch_billno, total_amount, result, paid_at, received_fen, received_at } = record;
  return [
    ...[mch_billno, yuanText(yuanToFen(total_amount)), outcome, result?.err_code ?? ''],
    ...[timeText(paid_at), yuanText(received_fen), timeText(received_at), yuanText(record.refunded_fen)],
  ];
}

const HEAD = ['mch_billno', 'yuan', 'outcome', 'code', 'paid_at', 'received', 'received_at', 'returned'];

export const command = defineCommand({
  usage: USAGE,
  options: { openid: { type: 'string' }, json: { type: 'boolean' } },
  allowPositionals: true,
  async run({ values, positionals, io, stack }) {
    const { name } = folderOf(positionals);
    const openid = required(values, 'openid');
    if (!OPENID.test(openid)) throw new UsageError('--openid must be 1 to 32 of 0-9, A-Z, a-z, "_" and "-".');
    const { redPack } = await stack();
    const found: AnyListedRecord[] = [];
    for await (const record of redPack.sentRedPacks({ re_openid: openid, details: true })) {
      if (record.idempotency_key === undefined)
        throw new CommandError(
          'getSentRedPackList returned records without details: deploy this version of the functions first.',
        );
      if (record.idempotency_key.startsWith(`${name}/`)) found.push(record);
    }
    if (values.json === true) io.out(JSON.stringify(found));
    else if (found.length === 0) io.out(`This recipient has no red packet in the campaign ${name}.`);
    else io.out(table(HEAD, found.map(rowOf)));
    return 0;
  },
});

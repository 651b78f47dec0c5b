import { defineCommand } from '../command';
import { UsageError } from '../errors';
import type { Stack } from '../stack';
import { add, describeSum, NOTHING } from '../sum';
import { table } from '../table';
import { beijingMinute, FILTER_OPTIONS, FILTER_USAGE, filterOf } from '../unfinished/filters';
import { maskOpenid, withoutOpenid } from '../unfinished/openids';
import { type UnfinishedList, type UnfinishedRecord, unfinishedRecords } from '../unfinished/records';

const LISTS: readonly string[] = ['open', 'retry', 'person'] satisfies UnfinishedList[];

function isList(text: string | undefined): text is UnfinishedList {
  return text !== undefined && LISTS.includes(text);
}

async function chosen(
  stack: Stack,
  list: UnfinishedList,
  isWanted: (record: UnfinishedRecord) => boolean,
): Promise<UnfinishedRecord[]> {
  const records: UnfinishedRecord[] = [];
  for await (const record of unfinishedRecords(stack, list)) if (isWanted(record)) records.push(record);
  return records.sort((a, b) => a.created_at - b.created_at);
}

function cells(record: UnfinishedRecord, isShown: boolean): string[] {
  const { id, mch_billno, created_at, total_amount, re_openid, official_account_id, result } = record;
  const openid = isShown ? re_openid : maskOpenid(re_openid);
  const shown = [beijingMinute(created_at), total_amount.toFixed(2), openid, official_account_id];
  return [id, mch_billno, ...shown, result?.err_code ?? ''];
}

export const command = defineCommand({
  usage: `./red-pack unfinished open|retry|person [OPTIONS]

Asks the function recoverRedPacks and changes nothing. Oldest first, times of Beijing.

  open              outcome unknown; recovery completes them
  retry             refused for now: retry-parked sends them again
  person            close to the end of WeChat's memory, or past it: resolve closes them
${FILTER_USAGE}
  --show-openids    show whole openids; by default they are masked
  --json            the records as an array, with their details`,
  options: { ...FILTER_OPTIONS, 'show-openids': { type: 'boolean' }, json: { type: 'boolean' } },
  allowPositionals: true,
  async run({ values, positionals, io, stack }) {
    const [list, ...rest] = positionals;
    if (!isList(list) || rest.length > 0)
      throw new UsageError(`Give one list: open, retry or person; got "${positionals.join(' ')}".`);
    const isWanted = filterOf(values);
    const isShown = values['show-openids'] === true;
    const records = await chosen(await stack(), list, isWanted);
    if (values.json === true) {
      io.out(JSON.stringify(isShown ? records : records.map(withoutOpenid)));
      return 0;
    }
    if (records.length > 0) {
      const head = ['id', 'order number', 'claimed', 'yuan', 'openid', 'account', 'code'];
      io.out(
        table(
          head,
          records.map((record) => cells(record, isShown)),
        ),
      );
    }
    io.err(`${describeSum(records.reduce((sum, { total_amount }) => add(sum, total_amount), NOTHING))}.`);
    return 0;
  },
});

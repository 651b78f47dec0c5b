import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { recordLines, summaryLines } from '../../cli/report/columns';
import { csvLine, textCell } from '../../cli/report/csv';
import { parseRange } from '../../cli/report/day';
import { type Detailed, entryOf } from '../../cli/report/entry';
import { writeTogether } from '../../cli/report/files';
import { type Made, makeReport } from '../../cli/report/make';
import { Totals } from '../../cli/report/totals';
import { entriesIn } from '../../cli/report/walk';
import { WORDS } from '../../cli/report/words';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { each, NOVEMBER_S, record, refused } from './report-kit';

afterAll(removeTempFolders);

const RANGE = parseRange('2026-11-01', '2026-11-30');

function make(records: AsyncIterable<Detailed>, dir: string): Promise<Made> {
  const base = { range: RANGE, account: null, stack: 'red-pack-dev', madeAtS: NOVEMBER_S };
  return makeReport(base, entriesIn(records, base), { dir, words: WORDS.en, showsOpenids: false });
}

describe('a value of a CSV file', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x'])(
    'that a spreadsheet would calculate has an apostrophe in front: %j',
    (text) => expect(textCell(text)).toBe(`'${text}`),
  );

  it.each(['123456789012e56789012345', '1234567890123456', '1.5E3'])(
    'that a spreadsheet would take for a number has one, too: %s',
    (text) => expect(textCell(text)).toBe(`'${text}`),
  );

  it.each(['', '10000098', 'order-1', 'a=b', '恭喜', 'a0b1c2d3e4f5a0b1c2d3e4f5'])(
    'that stays a text is as it was: %j',
    (text) => expect(textCell(text)).toBe(text),
  );

  it('is quoted where it has a comma, a quote or a line break', () => {
    expect(csvLine(['a,b', 'say "hi"', 'one\ntwo', 'plain'])).toBe('"a,b","say ""hi""","one\ntwo",plain\r\n');
  });
});

describe('the lines of report.csv', () => {
  const one = record({
    ...{ idempotency_key: '=key,1', status: 'REFUND', total_amount: 6, received_fen: 250 },
    ...{ received_at: NOVEMBER_S, refunded_fen: 350, refunded_at: NOVEMBER_S + 86_400 },
  });
  const { head, line } = recordLines(false);

  it('have the facts of a record, in yuan and in times of Beijing', () => {
    expect(head).toBe(
      'id,mch_billno,idempotency_key,official_account_id,gateway_type,mch_id,type,day,returned_day,amount_yuan,outcome,code,status,received_yuan,returned_yuan,created_at_beijing,paid_at_beijing,received_at_beijing,returned_at_beijing\r\n',
    );
    expect(line(entryOf(one))).toBe(
      `${one.id},${one.mch_billno},"'=key,1",wx1,weixin_tenpay,10000098,normal,2026-11-11,2026-11-02,6.00,paid,SUCCESS,REFUND,2.50,3.50,2026-11-11 00:59:59,2026-11-11 01:00:00,2026-11-01 00:00:00,2026-11-02 00:00:00\r\n`,
    );
  });

  it('have no openid, unless it is asked for', () => {
    expect(head + line(entryOf(one))).not.toContain('oSecret');
    expect(head).not.toContain('openid');
    const shown = recordLines(true);
    expect(shown.head).toBe(head.replace('\r\n', ',re_openid\r\n'));
    expect(shown.line(entryOf(one))).toBe(line(entryOf(one)).replace('\r\n', ',oSecret\r\n'));
  });
});

test('the lines of summary.csv have a line for each day, account and code', () => {
  const totals = new Totals(RANGE);
  for (const one of [record(), record(), refused('NO_AUTH')]) totals.add(entryOf(one));
  const [head, ...lines] = summaryLines(totals.sorted());
  expect(head).toMatch(
    /^day,official_account_id,gateway_type,mch_id,code,paid_count,paid_yuan,received_count,/,
  );
  expect(lines).toEqual([
    '2026-11-11,wx1,weixin_tenpay,10000098,NO_AUTH,0,0.00,0,0.00,0,0.00,0,0.00,0,0.00,0,0.00,1,1.88\r\n',
    '2026-11-11,wx1,weixin_tenpay,10000098,SUCCESS,2,3.76,0,0.00,0,0.00,2,3.76,0,0.00,0,0.00,0,0.00\r\n',
  ]);
});

describe('the files of a report', () => {
  it('are readable only by their owner, replace those of an earlier report, and begin with a BOM', async () => {
    const dir = join(await tempFolder(), 'new', 'report');
    await make(each([record(), record()]), dir);
    await make(each([record()]), dir);
    expect((await readdir(dir)).sort()).toEqual(['report.csv', 'report.html', 'summary.csv']);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
    const csv = await readFile(join(dir, 'report.csv'), 'utf8');
    expect(csv).toMatch(/^\uFEFFid,/);
    expect(csv.split('\r\n')).toHaveLength(3);
    expect((await readFile(join(dir, 'summary.csv'), 'utf8')).startsWith('\uFEFFday,')).toBe(true);
  });

  it('appear only when all are complete: what was there stays when the list fails, and nothing is left', async () => {
    const dir = await tempFolder();
    await make(each([record()]), dir);
    const before = await readFile(join(dir, 'report.csv'), 'utf8');
    async function* failing(): AsyncGenerator<Detailed> {
      yield record({ idempotency_key: 'another' });
      throw new Error('503: throttled');
    }
    await expect(make(failing(), dir)).rejects.toThrow('503: throttled');
    expect(await readFile(join(dir, 'report.csv'), 'utf8')).toBe(before);
    expect((await readdir(dir)).sort()).toEqual(['report.csv', 'report.html', 'summary.csv']);
  });

  it('are complete, whichever of two reports into the same folder ends first', async () => {
    const dir = await tempFolder();
    const steps = new EventEmitter();
    let other: Promise<void> | undefined;
    async function* first(): AsyncGenerator<string> {
      yield 'first, ';
      other = writeTogether(dir, { 'a.csv': second });
      await once(steps, 'the second has begun');
      yield 'whole';
    }
    async function* second(): AsyncGenerator<string> {
      yield 'second, ';
      steps.emit('the second has begun');
      await once(steps, 'the first has ended');
      yield 'whole';
    }
    const text = (): Promise<string> => readFile(join(dir, 'a.csv'), 'utf8');
    await writeTogether(dir, { 'a.csv': first });
    expect(await text()).toBe('first, whole');
    steps.emit('the first has ended');
    await other;
    expect(await text()).toBe('second, whole');
    expect(await readdir(dir)).toEqual(['a.csv']);
  });

  it('of a report that was killed are deleted by the next, which does not take over their mode', async () => {
    const dir = await tempFolder();
    // No process has this number.
    await mkdir(join(dir, '.work-999999999-1'));
    await writeFile(join(dir, '.work-999999999-1/a.csv'), 'half', { mode: 0o644 });
    await writeFile(join(dir, 'a.csv'), 'old', { mode: 0o644 });
    await writeTogether(dir, { 'a.csv': () => ['whole'] });
    expect(await readdir(dir)).toEqual(['a.csv']);
    expect(await readFile(join(dir, 'a.csv'), 'utf8')).toBe('whole');
    expect((await stat(join(dir, 'a.csv'))).mode & 0o777).toBe(0o600);
  });
});

describe('the memory of a report', () => {
  const RECORDS = 200_000;
  const GROWTH_BYTES = 12_000_000;

  it(`does not grow with the records: the heap of ${RECORDS} is that of the first 20,000`, async () => {
    setFlagsFromString('--expose_gc');
    const collect: () => void = runInNewContext('gc');
    const heaps: number[] = [];
    async function* stub(): AsyncGenerator<Detailed> {
      for (let at = 0; at < RECORDS; at += 1) {
        if (at % 20_000 === 0 && at > 0) {
          collect();
          heaps.push(process.memoryUsage().heapUsed);
        }
        yield record({ idempotency_key: `key-${at}`, raw_result: `<xml>${at}</xml>`.repeat(20) });
      }
    }
    const dir = await tempFolder();
    const { records, report } = await make(stub(), dir);
    expect(records).toBe(RECORDS);
    expect(report.cells).toHaveLength(1);
    const [first = 0, ...others] = heaps;
    expect(Math.max(...others) - first).toBeLessThan(GROWTH_BYTES);
    expect((await readFile(join(dir, 'report.csv'), 'utf8')).split('\r\n')).toHaveLength(RECORDS + 2);
    // No limit of speed: only so that a machine under load does not end it.
  }, 600_000);
});

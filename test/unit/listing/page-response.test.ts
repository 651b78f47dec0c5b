import { listData } from '../../../shared/listing/page-response';
import { beijingDay } from '../../../shared/records/budget';
import { toListedRecord } from '../../../shared/records/record';
import { record } from '../support/samples';

function meta(limit: number, offset: number, totalCount: number) {
  return listData({ limit, offset }, { records: [], totalCount }).meta;
}

describe('the answer of a list', () => {
  it('has the records as callers see them, with pk', () => {
    const { objects } = listData({ limit: 20, offset: 0 }, { records: [record()], totalCount: 1 });
    expect(objects).toEqual([toListedRecord(record())]);
  });

  it.each([
    [20, 0, 0, null, null],
    [20, 0, 20, null, null],
    [20, 0, 21, '?limit=20&offset=20', null],
    [20, 20, 21, null, '?limit=20&offset=0'],
    [20, 5, 100, '?limit=20&offset=25', '?limit=20&offset=0'],
    [20, 40, 100, '?limit=20&offset=60', '?limit=20&offset=20'],
    [1000, 0, 1001, '?limit=1000&offset=1000', null],
    [20, 500, 100, null, '?limit=20&offset=480'],
  ])(
    'of limit %d, offset %d and %d records names the pages beside it',
    (limit, offset, total, next, previous) => {
      expect(meta(limit, offset, total)).toEqual({ limit, next, offset, previous, total_count: total });
    },
  );

  it('passes no 5 MB: then every raw_result is cut to 120 characters, and no record left out', () => {
    const raw_result = '🧧'.repeat(2_000);
    const records = Array.from({ length: 1000 }, () => record({ raw_result }));
    const { objects } = listData({ limit: 1000, offset: 0 }, { records, totalCount: 1000 });
    expect(objects).toHaveLength(1000);
    expect(new Set(objects.map((object) => object.raw_result))).toEqual(new Set(['🧧'.repeat(120)]));
  });

  it('passes no 5 MB even where every text is at its largest and doubled by escapes', () => {
    const quotes = (bytes: number): string => '"'.repeat(bytes);
    const largest = record({
      ...{ state: 'parked', err_code: quotes(64), err_code_des: quotes(1_024), status: quotes(64) },
      ...{ send_name: quotes(32), act_name: quotes(32), re_openid: quotes(32), wishing: quotes(128) },
      ...{ remark: quotes(256), risk_info: quotes(128), official_account_id: 'w'.repeat(32) },
      // A broken answer, kept as it came: six bytes of JSON for each.
      raw_result: '\u0001'.repeat(8_192),
    });
    const records = Array.from({ length: 1000 }, () => largest);
    const data = listData({ limit: 1000, offset: 0 }, { records, totalCount: 1000 });
    expect(data.objects).toHaveLength(1000);
    expect(Buffer.byteLength(JSON.stringify({ status: 200, data }))).toBeLessThan(5_000_000);
  });

  it('cuts nothing where the page is small enough, and keeps null as null', () => {
    const records = [record({ raw_result: 'x'.repeat(8_192) }), record()];
    const { objects } = listData({ limit: 20, offset: 0 }, { records, totalCount: 2 });
    expect(objects.map(({ raw_result }) => raw_result)).toEqual(['x'.repeat(8_192), null]);
  });
});

describe('beijingDay', () => {
  it.each([
    ['2025-01-01T15:59:59.999Z', '20250101'],
    ['2025-01-01T16:00:00.000Z', '20250102'],
    ['2024-12-31T16:00:00.000Z', '20250101'],
    ['2024-02-28T16:00:00.000Z', '20240229'],
  ])('of %s is %s', (time, day) => {
    expect(beijingDay(Date.parse(time))).toBe(day);
  });
});

import { timeKey, toListedRecord, toRecordData } from '../../../shared/records/record';
import { CREATED_AT, record } from '../support/samples';

const KEYS = [
  ...[
    'act_name',
    'amt_type',
    'created_at',
    'id',
    'mch_billno',
    'miniapp_id',
    'official_account_id',
    'raw_result',
  ],
  ...[
    're_openid',
    'remark',
    'result',
    'risk_info',
    'scene_id',
    'send_name',
    'status',
    'total_amount',
    'total_num',
  ],
  ...['type', 'updated_at', 'wishing'],
];

describe('a record as callers see it', () => {
  it('has exactly the documented keys, in every state', () => {
    for (const state of ['open', 'paid', 'parked', 'closed'] as const)
      expect(Object.keys(toRecordData(record({ state }))).sort()).toEqual(KEYS);
  });

  it('shows nothing of what is only stored: what proved it, whose it may be, when it was met', () => {
    const stored = {
      ...{ proof: 'query' as const, foreign_at_ms: 1, unproven_at_ms: 1, order_seen_at_ms: 1 },
      ...{ not_found_since_ms: 1, first_met_ms: 1, sending_ended_at_ms: 1, unresolved_at_ms: 1 },
    };
    expect(toRecordData(record(stored))).toEqual(toRecordData(record()));
  });

  it('has in a list the same and pk, which is its id', () => {
    const listed = toListedRecord(record());
    expect(Object.keys(listed).sort()).toEqual([...KEYS, 'pk'].sort());
    expect(listed.pk).toBe(record().id);
    const { pk: _, ...rest } = listed;
    expect(rest).toEqual(toRecordData(record()));
  });

  it('is in yuan and unix seconds, and null where an option is absent', () => {
    expect(toRecordData(record({ total_fen: 110 }))).toMatchObject({
      total_amount: 1.1,
      created_at: CREATED_AT,
      updated_at: CREATED_AT,
      scene_id: null,
      risk_info: null,
      amt_type: null,
      raw_result: null,
      result: null,
      status: null,
    });
  });

  it('shows the options that were given', () => {
    const given = { scene_id: 'PRODUCT_2', risk_info: 'mobile%3d1', status: 'SENT', raw_result: '<xml/>' };
    expect(toRecordData(record(given))).toMatchObject(given);
  });

  it('has an amt_type only where it is a group packet', () => {
    expect(toRecordData(record({ type: 'fission', total_num: 3 })).amt_type).toBe('ALL_RAND');
    expect(toRecordData(record()).amt_type).toBeNull();
  });

  it('survives JSON unchanged: nothing is undefined', () => {
    const data = toRecordData(record({ state: 'parked' }));
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });
});

describe('the result of a record', () => {
  const refused = { err_code: 'NOTENOUGH', err_code_des: '帐号余额不足' };

  it('is null while open, whatever codes came meanwhile', () => {
    expect(toRecordData(record({ ...refused })).result).toBeNull();
  });

  it('names both numbers when paid', () => {
    expect(toRecordData(record({ state: 'paid', send_listid: '1000041701' })).result).toEqual({
      mch_billno: record().mch_billno,
      send_listid: '1000041701',
      return_code: 'SUCCESS',
    });
  });

  it.each(['parked', 'closed'] as const)('names WeChat’s code and reason when %s', (state) => {
    expect(toRecordData(record({ state, ...refused })).result).toEqual(refused);
  });
});

describe('timeKey', () => {
  it('sorts as text in the order of time, then of ids', () => {
    const keys = [
      timeKey(0, 'b'),
      timeKey(999, 'a'),
      timeKey(1_735_689_600_000, 'a'),
      timeKey(1_735_689_600_000, 'b'),
    ];
    expect([...keys].reverse().sort()).toEqual(keys);
  });
});

import { look } from '../../../shared/payout/look';
import type { StoredRecord } from '../../../shared/records/record';
import { found } from '../../fixtures/answers';
import { answered } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';
import { driverStage } from '../support/stage';

/** Looks at the record when WeChat says `status` of it; gives what is stored then. */
async function seen(before: StoredRecord, status: string): Promise<StoredRecord> {
  let held = before;
  const stage = driverStage(() => ({ reply: answered(found(status)) }));
  stage.ports.table.get = async () => held;
  stage.ports.table.update = async (_, __, changes) => {
    held = { ...held, ...changes };
    return true;
  };
  await look(stage.ports, before, MERCHANT, CREATED_AT_MS + 30_000);
  return held;
}

const IDLE = record({ lease_until_ms: 0 });

describe('a look-up', () => {
  it('of a paid record that WeChat calls FAILED notes the word and keeps the result', async () => {
    const paid: StoredRecord = { ...IDLE, state: 'paid', send_listid: '1' };
    expect(await seen(paid, 'FAILED')).toMatchObject({ state: 'paid', status: 'FAILED', send_listid: '1' });
  });

  it('of a closed record that WeChat calls SENT notes the word and no more', async () => {
    expect(await seen({ ...IDLE, state: 'closed' }, 'SENT')).toMatchObject({
      state: 'closed',
      status: 'SENT',
    });
  });

  it('closes an open record that nobody drives', async () => {
    expect(await seen(IDLE, 'FAILED')).toMatchObject({ state: 'closed', status: 'FAILED' });
  });

  it('does not close what is being driven, but lets it be paid', async () => {
    const driven = record();
    expect(await seen(driven, 'FAILED')).toMatchObject({
      state: 'open',
      status: 'FAILED',
      lease_until_ms: driven.lease_until_ms,
    });
    expect(await seen(driven, 'SENT')).toMatchObject({ state: 'paid', status: 'SENT' });
  });
});

import { findingsOf, textOf } from '../../scripts/preflight';
import type { Facts, Plan } from '../../scripts/preflight/facts';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import { DAY_MS, FACTS, fact, NOTHING_YET, PLAN, SECRET, UNKNOWN } from './facts-kit';

/** `error: message → repair` of each finding. */
function found(plan: Partial<Plan>, facts: Partial<Facts>, base = FACTS): string[] {
  const findings = findingsOf({ ...PLAN, ...plan }, { ...base, ...facts });
  return findings.map((finding) => `${finding.severity}: ${textOf(finding)}`);
}

/** Exactly one finding, which holds the texts. */
function expectOne(findings: readonly string[], ...texts: readonly string[]): void {
  expect(findings).toHaveLength(1);
  for (const text of texts) expect(findings[0]).toContain(text);
}

function sample(namespace: string, miniappId: string) {
  return { id: orderNumber(namespace, miniappId, 'key-1').id, miniappId, key: 'key-1' };
}

describe('the checks before a deploy', () => {
  it('find nothing in a stack with which all is well', () => {
    expect(found({}, {})).toEqual([]);
  });

  it('stop no first deploy, but say that nobody hears the alarms', () => {
    expectOne(found({}, {}, NOTHING_YET), 'warning: Nobody hears the alarms', 'alarm-email=');
  });

  it('name what could not be looked up, and the permission that it takes', () => {
    expectOne(found({}, { quota: UNKNOWN }), 'warning: Could not check the moon', 'permission moon:Get');
  });

  it('put errors before warnings', () => {
    const severities = found({ miniappId: '1' }, { quota: UNKNOWN }).map((text) => text.split(':')[0]);
    expect(severities).toEqual(['error', 'warning']);
  });
});

describe('the check of the quota', () => {
  const quota = (limit: number, unreserved: number, reserved: number | null) => ({
    quota: fact({ limit, unreserved, reserved }),
  });

  it('stops a reservation that would leave less than 100 unreserved, and names all ways out', () => {
    expectOne(
      found({}, quota(125, 125, null)),
      'error: The reservation of 26',
      'would leave 99 of the account',
      'L-B99A9384',
      'send-concurrency=25',
      'send-concurrency=none',
    );
    expect(found({}, quota(126, 126, null))).toEqual([]);
  });

  it('offers no lower reservation to a new account, which allows none', () => {
    const [text] = found({}, quota(10, 10, null));
    expect(text).toMatch(/^error: .*leave -16 of the account's 10/);
    expect(text).not.toMatch(/send-concurrency=-?\d/);
  });

  it('counts what the stack has reserved already as available', () => {
    expect(found({}, quota(126, 100, 26))).toEqual([]);
    expect(found({ sendConcurrency: 27 }, quota(126, 100, 26))).toHaveLength(1);
  });

  it('lets 0 pause the sends of any account', () => {
    expect(found({ sendConcurrency: 0 }, quota(10, 10, null))).toEqual([]);
  });

  it('says each time that without a reservation nothing is paced, and whether the quota now allows one', () => {
    const none = { sendConcurrency: null };
    expectOne(found(none, quota(10, 10, null)), 'warning: send-concurrency is none', 'quota is 10', '30');
    expectOne(found(none, quota(1000, 1000, null)), 'now allows a reservation of up to 900');
    expect(found(none, { quota: UNKNOWN })[0]).toContain('send-concurrency is none');
  });
});

describe('the check of the table', () => {
  it('stops a deploy whose table was left by another stack, and says how to adopt it', () => {
    const left = { deployed: fact(null), ownedTable: fact(null) };
    expectOne(found({}, left), 'error: The table red-pack-prod-records exists already', 'create-table=false');
    expect(found({ createTable: false }, left)).toEqual([]);
  });

  it('does not take the table for another stack’s if it could not ask', () => {
    expectOne(found({}, { ownedTable: UNKNOWN }), 'warning: Could not check');
  });

  it('stops create-table=false without a table', () => {
    const facts = { table: fact(null), records: fact(null) };
    expectOne(found({ createTable: false }, facts), 'error: create-table is false, but there is no table');
  });

  it('stops the use of a table that lacks an index, or is being deleted or restored', () => {
    const table = (status: string, indexes: string[]) => ({ table: fact({ status, indexes }) });
    expectOne(
      found({ createTable: false }, table('ACTIVE', ['by_time'])),
      'error',
      'lacks the index by_openid, by_due',
    );
    expectOne(found({}, table('CREATING', [])), 'error: The table red-pack-prod-records is CREATING');
  });

  it('warns of a move without query-before-send', () => {
    const move = { table: 'restored', createTable: false };
    expectOne(
      found(move, {}),
      'warning',
      'from the table red-pack-prod-records to restored',
      'docs/restore.md',
    );
    expect(found({ ...move, queryBeforeSend: true }, {})).toEqual([]);
  });
});

describe('the check of what must never change', () => {
  it('stops another miniapp-id than the deployed one', () => {
    expectOne(found({ miniappId: '1' }, {}), 'error: The miniapp-id was 42', '--param="miniapp-id=42"');
  });

  it('stops another namespace than the deployed one', () => {
    expectOne(found({ namespace: 'pay-prod' }, {}), 'error', 'has the namespace red-pack-prod, not pay-prod');
  });

  it('stops a change of the table that would create an empty one', () => {
    const findings = found({ table: 'other' }, { table: fact(null), records: fact(null) });
    expectOne(findings, 'error', 'would create other, which is empty', 'records-table=red-pack-prod-records');
  });

  it('recomputes the id of a record, and stops if service or stage were others', () => {
    const records = (namespace: string) => ({
      records: fact({ ours: sample(namespace, '42'), other: null }),
    });
    expect(found({}, records('red-pack-prod'))).toEqual([]);
    expectOne(found({}, records('red-pack-dev')), 'error: The ids of the records', 'namespace red-pack-prod');
  });

  it('knows its own records under another miniapp-id, even after the stack was removed', () => {
    const records = { records: fact({ ours: null, other: sample('red-pack-prod', '7') }) };
    const adopted = { createTable: false };
    expectOne(
      found(adopted, { ...records, deployed: fact(null) }),
      'error: The miniapp-id was 7',
      'miniapp-id=7',
    );
  });

  it('only warns of another stack’s records, with which a table may be shared', () => {
    const records = { records: fact({ ours: null, other: sample('red-pack-pay', '7') }) };
    expectOne(found({}, records), 'warning', 'share a table');
  });
});

describe('the check of the secrets', () => {
  it('warns of a missing, a broken and an expiring one, and stops no deploy for it', () => {
    expectOne(
      found({}, { secretNames: fact([]) }),
      'warning: There is no secret red-pack/prod/<official_account_id>',
      'A new account may take five minutes to appear.',
    );
    const broken = { ...SECRET, problem: 'its secret is not JSON text', expiresAtMs: null };
    expectOne(found({}, { secrets: fact([broken]) }), 'warning: its secret is not JSON', 'red-pack/prod/wx1');
    const expiring = (days: number) => ({ secrets: fact([{ ...SECRET, expiresAtMs: days * DAY_MS }]) });
    expectOne(found({}, expiring(29.5)), 'warning', 'expires in 29 days');
    expectOne(found({}, expiring(1.5)), 'expires in 1 day.');
    expect(found({}, expiring(30))).toEqual([]);
  });

  it('stops a stack that would move to a prefix without secrets', () => {
    const deployed = fact({ SECRET_PREFIX: 'red-pack/' });
    expectOne(
      found({}, { deployed, secretNames: fact([]) }),
      'error: The stack reads its secrets under red-pack/',
      'secret-prefix=red-pack/"',
    );
    expect(found({}, { deployed })).toEqual([]);
  });
});

describe('the check of the alarms', () => {
  it('warns until a subscription is confirmed', () => {
    const subscriptions = (confirmed: number, pending: number) => ({
      subscriptions: fact({ confirmed, pending }),
    });
    expectOne(found({}, subscriptions(0, 0)), 'warning: Nobody hears the alarms', 'alarm-email=');
    expectOne(found({}, subscriptions(0, 1)), 'warning: Nobody hears', 'confirm');
    const email = { alarmEmail: 'ops@example.com' };
    expectOne(found(email, { subscriptions: fact(null) }), 'mail from AWS Notifications to ops@example.com');
    expect(found({}, subscriptions(1, 1))).toEqual([]);
  });
});

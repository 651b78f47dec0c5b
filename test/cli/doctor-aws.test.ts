import { type Contract, startContract } from '../contract/harness';
import { endServers } from '../kit/server';
import { type Aws, DENIED, healthy, NO_STACK, NOT_FOUND, playAws, quota, subscriptions } from './doctor-aws';
import { type Diagnosis, diagnose } from './doctor-kit';
import { redPack } from './kit';

const STACK = ['--stack', 'red-pack-dev', '--region', 'ap-southeast-1'];

let contract: Contract;
let aws: Aws;
let before: NodeJS.ProcessEnv;
beforeAll(async () => {
  contract = await startContract();
  before = { ...process.env };
  Object.assign(process.env, await playAws(contract, () => aws));
  await contract.pay();
});
beforeEach(() => {
  aws = healthy();
});
afterAll(async () => {
  process.env = before;
  await endServers();
  await contract.close();
});

/** Runs it while AWS differs in one thing. */
function withAws(changes: Partial<Aws>): Promise<Diagnosis> {
  aws = { ...aws, ...changes };
  return diagnose(...STACK);
}

/** The variables of the deployed function, changed. */
function variables(changes: Readonly<Record<string, string>>): Partial<Aws> {
  return { variables: { ...contract.stack.env, ...changes } };
}

describe('./red-pack doctor on AWS', () => {
  it('is ok in every check of a stack with which all is well', async () => {
    const { code, statuses, seen } = await diagnose(...STACK);
    expect(code).toBe(0);
    expect(new Set(Object.values(statuses))).toEqual(new Set(['ok']));
    expect(seen('quota')).toEqual(['sendRedPack reserves 26']);
    expect(seen('alarms')).toEqual(['confirmed subscriptions: AlarmTopic 1, PageTopic 1']);
    expect(seen('functions')).toEqual(['5 deployed, with the same settings']);
    const { stdout } = await redPack(['doctor', ...STACK]);
    expect(stdout).toMatch(/\n\nNo error\.\n$/);
  });

  it.each<[string, () => Partial<Aws>, string, RegExp]>([
    [
      'a table that the functions use and that is not there',
      () => variables({ RECORDS_TABLE: 'gone' }),
      ...([
        'table',
        /^error: The functions use the table gone.* → Restore it \(docs\/restore\.md\)/,
      ] as const),
    ],
    [
      'another namespace than that of the records',
      () => variables({ ID_NAMESPACE: 'red-pack-prod' }),
      ...(['identity', /^error: The ids of the records .* namespace red-pack-prod/] as const),
    ],
    [
      'another miniapp-id than that of the records',
      () => variables({ MINIAPP_ID: '42' }),
      ...(['identity', /^error: The miniapp-id was 1 .*"miniapp-id=1"/] as const),
    ],
    [
      'a prefix without a secret',
      () => variables({ SECRET_PREFIX: 'elsewhere/' }),
      ...(['secrets', /^error: There is no secret elsewhere\//] as const),
    ],
  ])('judges what is deployed, not serverless.yml: %s is an error', async (_, changes, check, finding) => {
    const { code, statuses, of } = await withAws(changes());
    expect({ code, status: statuses[check] }).toEqual({ code: 1, status: 'error' });
    expect(of(check)).toEqual([expect.stringMatching(finding)]);
  });

  it.each<[string, Partial<Aws>, string, RegExp]>([
    ['no reservation', { concurrency: [200, '{}'] }, 'quota', /^warning: send-concurrency is none/],
    [
      'no subscription',
      { subscriptions: subscriptions(0, 0) },
      'alarms',
      /^warning: Nobody hears the alarms/,
    ],
    ['nobody who is paged', { pagers: subscriptions(0, 0) }, 'alarms', /^warning: Nobody is paged/],
    ['one that is not confirmed', { subscriptions: subscriptions(0, 1) }, 'alarms', /confirm/],
  ])('is green with a warning for %s', async (_, changes, check, finding) => {
    const { code, statuses, of } = await withAws(changes);
    expect({ code, status: statuses[check] }).toEqual({ code: 0, status: 'warning' });
    expect(of(check)).toEqual([expect.stringMatching(finding)]);
  });

  it.each<[string, Partial<Aws>, RegExp]>([
    [
      'a function that is not deployed',
      { functions: { recoverRedPacks: NOT_FOUND } },
      /^error: The function recoverRedPacks is not deployed\. → Deploy the stack again/,
    ],
    [
      'one whose table was changed by hand',
      { functions: { getSentRedPack: [200, '{"Environment":{"Variables":{"RECORDS_TABLE":"other"}}}'] } },
      /^error: getSentRedPack has the RECORDS_TABLE "other", sendRedPack has "red-pack-dev-records"\. → .*by hand/,
    ],
    [
      'one whose last update failed',
      {
        functions: {
          getRedPackStatus: [
            200,
            '{"LastUpdateStatus":"Failed","LastUpdateStatusReason":"no key","Environment":{}}',
          ],
        },
      },
      /^error: The function getRedPackStatus has failed: no key\./,
    ],
  ])('is an error for %s', async (_, changes, finding) => {
    const { code, of } = await withAws(changes);
    expect(code).toBe(1);
    expect(of('functions')[0]).toMatch(finding);
  });

  it('calls nothing ok that it may not look up, and names the permission', async () => {
    const { code, statuses, of } = await withAws({ topic: DENIED, table: DENIED });
    expect({ code, ...statuses }).toMatchObject({ code: 0, alarms: 'not checked', table: 'not checked' });
    expect(of('alarms')).toEqual([
      expect.stringMatching(/^warning: Could not check who subscribes.*sns:Get/),
    ]);
    expect(of('table')).toEqual([expect.stringMatching(/cloudformation:DescribeStackResource/)]);
  });

  it('before the first deploy judges what serverless.yml would deploy', async () => {
    aws = {
      ...aws,
      isDeployed: false,
      table: NO_STACK,
      topic: NO_STACK,
      pageTopic: NO_STACK,
      quota: quota(10, 10),
    };
    const planned = ['--stack', 'red-pack-prod', '--region', 'ap-southeast-1'];
    const { code, statuses, of, seen } = await diagnose(...planned);
    expect({ code, ...statuses }).toMatchObject({
      ...{ code: 1, quota: 'error', table: 'ok', secrets: 'warning', alarms: 'warning' },
      ...{ functions: 'not checked', sending: 'not checked', unfinished: 'not checked' },
    });
    expect(of('quota')[0]).toMatch(/^error: The reservation of 26 .*send-concurrency=none/);
    expect(of('secrets')[0]).toContain('There is no secret red-pack/prod/<official_account_id>');
    expect(seen('table')).toEqual(['a deploy will create red-pack-prod-records']);
    expect(seen('unfinished')).toEqual(['which red packets are unfinished: the stack is not deployed yet']);
  });
});

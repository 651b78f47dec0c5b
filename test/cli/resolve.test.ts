import type { FaultInput } from '../../scripts/sandbox/index';
import { type Contract, must } from '../contract/harness';
import { DAY_MS, type ShiftedContract, startShiftedContract } from '../contract/shifted-time';
import type { Ended } from '../kit/process';
import { local, redPackIn } from './kit';

const NOTE = 'support ticket 123: they looked';
const LISTID = '1000041701202611240000000000001';

let shifted: ShiftedContract;
let contract: Contract;

/** Of the stack's variables only those that an Invoke needs: a person has no rights on table or secrets. */
const INVOKING = [...['AWS_ENDPOINT_URL_LAMBDA', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']];

/** The command as an operator of a deployed stack runs it. */
function resolve(...args: string[]): Promise<Ended> {
  const { env } = contract.stack;
  const variables = Object.fromEntries(INVOKING.map((name) => [name, must(env[name], name)]));
  return redPackIn(variables, 'resolve', '--stack', 'red-pack-dev', ...args);
}

/** All that a command says on stderr that succeeds. */
const STACK = /^Stack: red-pack-dev on AWS in [\w-]+; the environment redirects AWS_ENDPOINT_URL_LAMBDA\.\n$/;

interface Packet {
  readonly id: string;
  readonly key: string;
  readonly mch_billno: string;
}

/** A packet of which WeChat has said nothing definite. */
async function openPacket(fault: FaultInput['fault']): Promise<Packet> {
  await contract.sandbox.fault({ call: 'send', fault });
  const { data, key } = await contract.send();
  expect(data.outcome).toBe('open');
  return { id: String(data.id), key, mch_billno: String(data.mch_billno) };
}

const PAID = { kind: 'answer', err_code: 'PROCESSING', when: 'after' } as const;
const UNPAID = { kind: 'answer', err_code: 'PROCESSING', when: 'before' } as const;

let packets: Readonly<Record<'confirmed' | 'contradicted' | 'sending' | 'asked' | 'paid' | 'unpaid', Packet>>;

beforeAll(async () => {
  shifted = await startShiftedContract();
  contract = shifted.contract;
  // Paid, and not delivered for so long.
  await contract.sandbox.settings({ sendingMs: 40 * DAY_MS });
  const sending = await openPacket(PAID);
  await contract.sandbox.settings({ sendingMs: 0 });
  packets = {
    sending,
    confirmed: await openPacket(PAID),
    contradicted: await openPacket(PAID),
    asked: await openPacket(UNPAID),
    paid: await openPacket(PAID),
    unpaid: await openPacket(UNPAID),
  };
  for (const { mch_billno } of [packets.confirmed, packets.contradicted])
    await contract.sandbox.open(mch_billno);
});
afterAll(() => shifted.close());

/** Runs the command on a record, which must refuse and move nothing. */
async function expectRefused(id: string, why: string, ...outcome: string[]): Promise<void> {
  const { state, token, due_at } = await contract.items.get(id);
  const { code, stdout, stderr } = await resolve('--id', id, ...outcome, '--note', NOTE);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(why);
  expect(stderr).not.toContain('./red-pack resolve --id ID');
  const after = await contract.items.get(id);
  expect({ state: after.state, token: after.token, due_at: after.due_at }).toEqual({ state, token, due_at });
  expect(after).not.toHaveProperty('resolution_note');
}

describe('./red-pack resolve', () => {
  it('refuses a record of less than 29 days, which WeChat still knows', () =>
    expectRefused(packets.unpaid.id, 'younger than 29 days', '--refused'));

  it('refuses a record that is final already, and says how it stands', async () => {
    const { id } = await contract.pay();
    await expectRefused(id, 'a record that is paid already', '--refused');
  });

  it.each([
    ['an id that names nothing', 'a'.repeat(24), 'id names no red packet on record'],
    ['an id that cannot be one', 'A'.repeat(24), 'id must be 24 lower-case hex digits'],
  ])('refuses %s, in the words of the function', async (_, id, why) => {
    const { code, stdout, stderr } = await resolve('--id', id, '--paid', '--note', NOTE);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(why);
  });
});

// In this order: time only goes forward.
describe('./red-pack resolve, 29 days and a half after the claim, asks WeChat Pay and', () => {
  beforeAll(() => shifted.pass(29.5 * DAY_MS));

  it('refuses while it shows the order as SENDING', () =>
    expectRefused(packets.sending.id, 'still shows as SENDING', '--refused'));

  it('refuses while it does not answer', async () => {
    const { id, mch_billno } = packets.asked;
    await contract.sandbox.fault({ call: 'gethbinfo', mch_billno, fault: { kind: 'reset' } });
    await expectRefused(id, 'must ask WeChat Pay first', '--refused');
  });

  it('says so where it confirms what the person says, and records its word in place of the note', async () => {
    const { id, key, mch_billno } = packets.confirmed;
    const { code, stdout, stderr } = await resolve('--id', id, '--paid', '--note', NOTE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(STACK) });
    expect(stdout).toMatch(
      new RegExp(`^${id} \\(${mch_billno}\\) is now recorded as paid\\. WeChat Pay says so`),
    );
    expect(await contract.items.get(id)).toMatchObject({ state: 'paid', proof: 'query' });
    expect(await contract.record(key)).toMatchObject({
      ...{ status: 'RECEIVED', result: { return_code: 'SUCCESS' } },
    });
  });

  it('refuses what it contradicts, and records its word', async () => {
    const { id, key } = packets.contradicted;
    const { code, stdout, stderr } = await resolve('--id', id, '--refused', '--note', NOTE);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('contradicts WeChat Pay: the record is now paid');
    expect(await contract.record(key)).toMatchObject({
      ...{ status: 'RECEIVED', result: { return_code: 'SUCCESS' } },
    });
  });
});

describe('./red-pack resolve, 31 days after the claim, when WeChat Pay knows the order no more', () => {
  beforeAll(() => shifted.pass(1.5 * DAY_MS));

  it('records a packet as paid, with its number at WeChat and the note; callers are told so', async () => {
    const { id, key, mch_billno } = packets.paid;
    const { code, stdout, stderr } = await resolve(
      ...['--id', id, '--paid', '--note', NOTE, '--send-listid', LISTID],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(STACK) });
    expect(stdout).toBe(`${id} (${mch_billno}) is now recorded as paid.\n`);
    const item = await contract.items.get(id);
    expect(item).toMatchObject({
      ...{ state: 'paid', proof: 'person', resolution_note: NOTE, send_listid: LISTID },
    });
    expect(Object.keys(item).filter((name) => name.startsWith('due'))).toEqual([]);
    const paid = { return_code: 'SUCCESS', mch_billno, send_listid: LISTID };
    expect((await contract.send({ idempotency_key: key })).data).toEqual(paid);
    expect((await contract.record(key)).result).toEqual(paid);
  });

  it('records one as refused; callers are told so and why, and recovery leaves it alone', async () => {
    const { id, key, mch_billno } = packets.unpaid;
    const { code, stdout, stderr } = await resolve('--id', id, '--refused', '--note', NOTE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(STACK) });
    expect(stdout).toBe(`${id} (${mch_billno}) is now recorded as refused.\n`);
    expect(await contract.items.get(id)).toMatchObject({ state: 'closed', resolution_note: NOTE });
    expect((await contract.send({ idempotency_key: key })).data).toMatchObject({
      ...{ outcome: 'refused', err_code: 'RESOLVED', err_code_des: NOTE },
    });
    const queries = await contract.sandbox.queries(mch_billno);
    await contract.recover();
    expect(await contract.sandbox.queries(mch_billno)).toBe(queries);
  });

  it('works on a running local stack, and says which; --json gives the answer to a program', async () => {
    const { id, mch_billno } = packets.asked;
    const args = ['resolve', '--id', id, '--refused', '--note', NOTE, '--json'];
    const { code, stdout, stderr } = await redPackIn(local(contract.stack.dir), ...args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Stack: the local one in \S+, already running\.\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ id, mch_billno, outcome: 'refused', by: 'person' });
    expect(await contract.items.get(id)).toMatchObject({ state: 'closed', resolution_note: NOTE });
  });
});

const ID = ['--id', 'a'.repeat(24)];
const bad: [string, string[], string][] = [
  ['no arguments at all', [], '--id is missing'],
  ['no id', ['--paid', '--note', NOTE], '--id is missing'],
  ['an empty id', ['--id', '', '--paid', '--note', NOTE], '--id is missing'],
  ['neither outcome', [...ID, '--note', NOTE], 'Exactly one of --paid and --refused'],
  ['both outcomes', [...ID, '--paid', '--refused', '--note', NOTE], 'Exactly one of --paid and --refused'],
  ['no note', [...ID, '--paid'], '--note is missing'],
  ['a blank note', [...ID, '--paid', '--note', '  '], '--note is missing'],
  [
    'a number at WeChat of what was refused',
    [...ID, '--refused', '--note', NOTE, '--send-listid', '1'],
    '--send-listid goes with --paid',
  ],
  ['an argument that there is not', [...ID, '--force'], 'no option --force'],
  ['an id outside its place', ['a'.repeat(24), '--paid', '--note', NOTE], 'a'.repeat(24)],
];

test.each(bad)(
  './red-pack resolve refuses %s, names it, and shows how it is called',
  async (_, args, named) => {
    const { code, stdout, stderr } = await resolve(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(named);
    expect(stderr).toContain('./red-pack resolve --id ID');
  },
);

test('./red-pack resolve --help shows how it is called', async () => {
  const { code, stdout, stderr } = await redPackIn({}, 'resolve', '--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('./red-pack resolve --id ID');
});

describe('./red-pack resolve without the function', () => {
  const args = [...ID, '--paid', '--note', NOTE];

  it('names the function that there is not', async () => {
    const { code, stdout, stderr } = await resolve(...args, '--stack', 'red-pack-prod');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /\nred-pack-prod-recoverRedPacks could not be invoked: ResourceNotFoundException: /,
    );
  });

  it('passes on what the function threw', async () => {
    contract.backends.dynamodb.shut();
    const { code, stdout, stderr } = await resolve(...args);
    contract.backends.dynamodb.reopen();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/\nred-pack-dev-recoverRedPacks failed: .*DynamoDB/);
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { awsOptions, type Contract, startContract } from '../contract/harness';

const ROOT = join(__dirname, '../..');
const DAY_S = 24 * 3600;
const NOTE = 'support ticket 123: they looked';
const LISTID = '1000041701202611240000000000001';

let contract: Contract;
let dynamodb: DynamoDBClient;
beforeAll(async () => {
  contract = await startContract();
  dynamodb = new DynamoDBClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_DYNAMODB'));
});
afterAll(async () => {
  dynamodb.destroy();
  await contract.close();
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as `npm run resolve -- …` runs it, with the environment of the functions. */
function resolve(...args: string[]): Promise<Run> {
  return resolveIn(contract.stack.env, ...args);
}

function resolveIn(variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Run> {
  const command = ['--import', 'tsx', join(ROOT, 'scripts/resolve.ts'), ...args];
  const env = { PATH: process.env.PATH, ...variables };
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT, env }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const key = (id: string) => ({ TableName: contract.stack.env.RECORDS_TABLE, Key: { id: { S: id } } });

async function stored(id: string): Promise<Record<string, unknown>> {
  const { Item } = await dynamodb.send(new GetItemCommand({ ...key(id), ConsistentRead: true }));
  return unmarshall(Item ?? {});
}

/** A packet of which WeChat has said nothing definite, as if it had been claimed so many days ago. */
async function openPacket(days: number): Promise<{ id: string; key: string; mch_billno: string }> {
  await contract.sandbox.fault({
    call: 'send',
    fault: { kind: 'answer', err_code: 'PROCESSING', when: 'after' },
  });
  const { data, key: idempotency_key } = await contract.send();
  expect(data.outcome).toBe('open');
  const id = String(data.id);
  await dynamodb.send(
    new UpdateItemCommand({
      ...key(id),
      UpdateExpression: 'SET created_at = :then',
      ExpressionAttributeValues: marshall({ ':then': Math.floor(Date.now() / 1000) - days * DAY_S }),
    }),
  );
  return { id, key: idempotency_key, mch_billno: String(data.mch_billno) };
}

describe('npm run resolve', () => {
  it('records an unresolved packet as paid, with its number at WeChat and the note; callers are told so', async () => {
    const packet = await openPacket(30);
    const { code, out, err } = await resolve(
      ...['--id', packet.id, '--paid', '--note', NOTE, '--send-listid', LISTID],
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${packet.id} (${packet.mch_billno}) is now recorded as paid`);
    const item = await stored(packet.id);
    expect(item).toMatchObject({ state: 'paid', resolution_note: NOTE, send_listid: LISTID });
    expect(Object.keys(item).filter((name) => name.startsWith('due'))).toEqual([]);
    const paid = { return_code: 'SUCCESS', mch_billno: packet.mch_billno, send_listid: LISTID };
    expect((await contract.send({ idempotency_key: packet.key })).data).toEqual(paid);
    expect((await contract.record(packet.key)).result).toEqual(paid);
  });

  it('records one as refused; callers are told so and why, and settling leaves it alone', async () => {
    const packet = await openPacket(30);
    expect(await resolve('--id', packet.id, '--refused', '--note', NOTE)).toMatchObject({ code: 0, err: '' });
    expect(await stored(packet.id)).toMatchObject({ state: 'closed', resolution_note: NOTE });
    expect((await contract.send({ idempotency_key: packet.key })).data).toMatchObject({
      ...{ outcome: 'refused', err_code: 'RESOLVED', err_code_des: NOTE },
    });
    const { data } = await contract.invoke('getRedPackStatus', { settle: true, all: true });
    expect(data).toMatchObject({ examined: 0 });
  });

  it('refuses a record of less than 29 days, which WeChat still knows, and leaves it as it is', async () => {
    const { id } = await openPacket(28);
    const before = await stored(id);
    const { code, err } = await resolve('--id', id, '--refused', '--note', NOTE);
    expect(code).toBe(1);
    expect(err).toContain('younger than 29 days');
    expect(await stored(id)).toEqual(before);
  });

  it('refuses a record that is at its end already, and says how it stands', async () => {
    const { id } = await contract.pay();
    const before = await stored(id);
    const { code, err } = await resolve('--id', id, '--refused', '--note', NOTE);
    expect(code).toBe(1);
    expect(err).toContain('a record that is paid already');
    expect(await stored(id)).toEqual(before);
  });

  it('refuses an id that names nothing', async () => {
    const { code, err } = await resolve('--id', 'a'.repeat(24), '--paid', '--note', NOTE);
    expect(code).toBe(1);
    expect(err).toContain('id names no red packet on record');
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
  ['an argument that there is not', [...ID, '--force'], "'--force'"],
  ['an id outside its place', ['a'.repeat(24), '--paid', '--note', NOTE], 'a'.repeat(24)],
];

test.each(bad)('npm run resolve refuses %s, names it, and shows how it is called', async (_, args, named) => {
  const { code, out, err } = await resolve(...args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.split('\n')[0]).toContain(named);
  expect(err).toContain('npm run resolve -- --id <record id>');
});

test('npm run resolve names the variable that is missing', async () => {
  const { RECORDS_TABLE: _, ...env } = contract.stack.env;
  const { code, err } = await resolveIn(env, ...ID, '--paid', '--note', NOTE);
  expect(code).toBe(1);
  expect(err).toContain('RECORDS_TABLE is missing');
});

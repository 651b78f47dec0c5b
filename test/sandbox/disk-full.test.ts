/** A ledger on a disk that becomes full: what was confirmed is on file, and what was refused has changed nothing. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '../../scripts/sandbox/calls/send';
import { catchUp, type World } from '../../scripts/sandbox/calls/world';
import { SandboxClock } from '../../scripts/sandbox/clock';
import { Ledger } from '../../scripts/sandbox/ledger/ledger';
import { setClock, topUp } from '../../scripts/sandbox/server/steering';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { API_KEY, APPID, billno, HOUR_MS, MCH_ID, normalFields } from './harness';

/** How many bytes the disk still takes. */
let mockRoomBytes = Number.POSITIVE_INFINITY;
/** How many of them it takes at once. */
let mockPartBytes = Number.POSITIVE_INFINITY;

jest.mock('node:fs', () => {
  const real = jest.requireActual<typeof import('node:fs')>('node:fs');
  /** As the kernel does it: a part as long as there is room, and an error only when there is none. */
  const writeSync = (
    descriptor: number,
    data: string | Buffer,
    from = 0,
    length = data.length,
    at?: number,
  ) => {
    const bytes = Buffer.from(data).subarray(from, from + Math.min(length, mockRoomBytes, mockPartBytes));
    if (bytes.length === 0) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    mockRoomBytes -= bytes.length;
    return real.writeSync(descriptor, bytes, 0, bytes.length, at);
  };
  return { ...real, writeSync };
});

let file: string;
let world: World;

function open(): void {
  const realNowMs = () => 0;
  const clock = new SandboxClock({ atMs: 0, realMs: 0, speed: 0 }, realNowMs);
  world = { ledger: new Ledger(file), clock, realNowMs, sendTimes: new Map() };
}

beforeEach(async () => {
  file = join(await tempFolder(), 'ledger');
  open();
  const value = { mchId: MCH_ID, apiKey: API_KEY, certificates: null, appids: [APPID], balanceFen: 1_000 };
  world.ledger.commit({ put: 'account', value });
});
afterEach(() => world.ledger.close());
afterAll(removeTempFolders);

const pay = (mch_billno: string) =>
  send(world.ledger, 'sendredpack', new Map(Object.entries(fields(mch_billno))), 0);
const balanceFen = () => world.ledger.accounts.get(MCH_ID)?.balanceFen;
const add = (amountFen: number) => topUp(world, { mchId: MCH_ID, amountFen });

/** Runs it with so much room left. @returns whether that was too little */
function runsOut(bytes: number, act: () => unknown): boolean {
  mockRoomBytes = bytes;
  try {
    act();
    return false;
  } catch (error) {
    expect(String(error)).toContain('ENOSPC');
    return true;
  } finally {
    mockRoomBytes = Number.POSITIVE_INFINITY;
  }
}

const fields = (mch_billno: string) => normalFields({ mch_billno });

function restart(): void {
  world.ledger.close();
  open();
}

describe('a ledger on a disk that becomes full', () => {
  // The lines of a top-up are about 300 bytes long.
  it.each([0, 1, 150, 299])('takes nothing of a change of which %d bytes had room', (bytes) => {
    add(1);
    expect(runsOut(bytes, () => add(1_000_000))).toBe(true);
    expect(balanceFen()).toBe(1_001);
    restart();
    expect(balanceFen()).toBe(1_001);
  });

  it('is whole once there is room again, also behind a longer line that was cut off', () => {
    expect(runsOut(250, () => pay(billno()))).toBe(true);
    add(2);
    restart();
    expect(balanceFen()).toBe(1_002);
    expect(world.ledger.orders.size).toBe(0);
  });

  it('has written the whole line of what it confirms, in however many parts', () => {
    mockPartBytes = 100;
    add(3);
    mockPartBytes = Number.POSITIVE_INFINITY;
    add(4);
    restart();
    expect(balanceFen()).toBe(1_007);
  });

  it('carries out what was due when there was no room, as soon as there is', () => {
    const mch_billno = billno();
    pay(mch_billno);
    const state = () => world.ledger.order(MCH_ID, mch_billno)?.state;
    expect(runsOut(10, () => catchUp(world))).toBe(true);
    expect(state()).toBe('SENDING');
    catchUp(world);
    expect(state()).toBe('SENT');
  });

  it('lets a late send take effect once, however much of its two lines had room', () => {
    const before = readFileSync(file);
    const value = { seq: 1, call: 'sendredpack' as const, fields: fields(billno()), dueAtMs: 0 };
    let isCutOff = true;
    // In steps shorter than either line, so that each is cut off.
    for (let bytes = 0; isCutOff; bytes += 20) {
      world.ledger.close();
      writeFileSync(file, before);
      open();
      world.ledger.commit({ put: 'pending', value });
      isCutOff = runsOut(bytes, () => catchUp(world));
      catchUp(world);
      restart();
      expect(balanceFen()).toBe(900);
      expect([world.ledger.movements.length, world.ledger.pending.size]).toEqual([1, 0]);
    }
  });

  it('does not move its clock by a move that is not on file', () => {
    expect(runsOut(5, () => setClock(world, { advanceMs: HOUR_MS }))).toBe(true);
    expect(world.clock.nowMs()).toBe(0);
  });

  it('keeps everything if it cannot be cleared, and goes on', () => {
    expect(runsOut(1, () => world.ledger.clear())).toBe(true);
    expect(balanceFen()).toBe(1_000);
    expect(readdirSync(join(file, '..'))).toEqual(['ledger']);
    add(5);
    restart();
    expect(balanceFen()).toBe(1_005);
  });
});

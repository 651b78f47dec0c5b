import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Journal, readProgress } from '../../cli/campaign/journal';
import type * as lock from '../../scripts/local/lock';
import { journalOf } from '../campaign/kit';
import { removeTempFolders } from '../kit/folder';
import type { Ended } from '../kit/process';
import { CampaignOnAws } from './campaign-aws-kit';
import { redPack } from './kit';

/** What other processes do just before a command gets the lock. */
let meanwhile: () => Promise<unknown>;

jest.mock('../../scripts/local/lock', () => {
  const actual = jest.requireActual<typeof lock>('../../scripts/local/lock');
  const takeLock: typeof lock.takeLock = async (...args) => {
    await meanwhile();
    return actual.takeLock(...args);
  };
  return { ...actual, takeLock };
});

const STACK = 'red-pack-test';

let stage: CampaignOnAws;
let folder: string;

beforeEach(async () => {
  meanwhile = () => Promise.resolve();
  stage = await CampaignOnAws.start();
  folder = join(stage.dir, 'spring');
});
afterEach(() => stage.end());
afterAll(removeTempFolders);

/** For a person who sends nothing. */
function campaign(command: string, name = 'spring'): Promise<Ended> {
  return redPack(['campaign', command, name, '--dir', stage.dir, '--stack', STACK], { answers: ['no'] });
}

/** Makes another plan and pays it, as commands in other processes do. */
async function planAndPay(count: number): Promise<void> {
  await stage.plan(count);
  const { manifest } = stage;
  const journal = await Journal.open(folder, manifest, await readProgress(folder, manifest, STACK));
  for (let n = 0; n < count; n += 1) journal.record(n, 'paid', 188);
  journal.close();
}

describe('a plan that is replaced just before a command has the lock', () => {
  it('is the one whose rows campaign status counts, and its journal stays', async () => {
    meanwhile = () => planAndPay(5);
    const { code, stdout } = await campaign('status');
    expect(readdirSync(folder).filter((name) => name.endsWith('.old'))).toEqual([]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/paid +5 +9\.40/) });
    expect(await journalOf(folder)).toHaveLength(6);
  });

  it('is the one that campaign run asks about', async () => {
    meanwhile = () => stage.plan(5);
    expect((await campaign('run')).stderr).toContain('Send 5 red packets, 9.40 yuan');
  });
});

it.each(['run', 'status'])('campaign %s makes no folder for a name without a plan', async (command) => {
  const { code, stderr } = await campaign(command, 'sprnig');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('There is no plan in') });
  expect(existsSync(join(stage.dir, 'sprnig'))).toBe(false);
});

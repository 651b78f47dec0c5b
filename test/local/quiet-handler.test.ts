import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeServer, listen } from '../../scripts/local/server';
import { removeTempFolders, tempFolder } from '../kit/folder';

afterAll(removeTempFolders);

const QUIET_HANDLER = join(__dirname, '../../scripts/serverless/quiet-handler.cjs');
const DAY_MS = 24 * 3_600_000;

/** A function that says what it sees; serverless gives it a context that measures by `Date`. */
const BUNDLE = `
const loadedAt = Date.now();
exports.handler = async (event, context) => {
  console.log('a line of the function');
  return { event, loadedAt, now: new Date().getTime(), leftMs: context.getRemainingTimeInMillis?.() };
};
`;

/** What serverless does with a handler: calls it, and prints the response. */
const CALLER = `
const startedAt = Date.now();
const getRemainingTimeInMillis = () => 6_000 - (new Date().valueOf() - startedAt);
const context = process.argv[2] === 'bare' ? {} : { getRemainingTimeInMillis };
require(process.argv[1]).handler('', context).then((response) => console.log(JSON.stringify(response)));
`;

const run = promisify(execFile);

/** Calls the quiet handler beside a sandbox whose clock is a day ahead. */
async function callADayAhead(context: 'full' | 'bare') {
  const folder = await tempFolder();
  await writeFile(join(folder, 'index.js'), BUNDLE);
  const sandbox = createServer((_request, response) => {
    response.end(JSON.stringify({ nowMs: Date.now() + DAY_MS, speed: 1 }));
  });
  const env = {
    WECHAT_PAY_SANDBOX_ADMIN: await listen(sandbox, 'sandbox'),
    RED_PACK_REAL_HANDLER: join(folder, 'index.handler'),
  };
  const args = ['-e', CALLER, QUIET_HANDLER, context];
  const { stdout, stderr } = await run(process.execPath, args, { env });
  await closeServer(sandbox);
  return { response: JSON.parse(stdout), stderr };
}

describe('a function that serverless invoke local runs', () => {
  it('has the local stack’s clock, also while it is loaded', async () => {
    const { response } = await callADayAhead('full');
    for (const atMs of [response.now, response.loadedAt]) {
      expect(Math.abs(atMs - Date.now() - DAY_MS)).toBeLessThan(10_000);
    }
  });

  it('has the time that serverless gives it, if any', async () => {
    const { leftMs } = (await callADayAhead('full')).response;
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(6_000);
    expect((await callADayAhead('bare')).response).not.toHaveProperty('leftMs');
  });

  it('gets an empty event as none, and writes its own lines to standard error', async () => {
    const { response, stderr } = await callADayAhead('full');
    expect(response).not.toHaveProperty('event');
    expect(stderr).toBe('a line of the function\n');
  });
});

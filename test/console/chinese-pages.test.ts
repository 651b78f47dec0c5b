import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULT_KINDS } from '../../console/sandbox/fault-kinds';
import { PRESETS } from '../../console/sandbox/presets';
import { CAMPAIGN, linesOf, writeCampaign } from '../campaign/kit';
import { englishOn } from '../kit/english';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { billno, MCH_ID, type Stage, setStage } from '../sandbox/harness';
import { record, startTestConsole } from './kit';
import { sandboxConsole } from './sandbox-kit';

const CHINESE = { 'accept-language': 'zh-CN' };
const ID = 'a'.repeat(24);

let stage: Stage;
let dir: string;
beforeAll(async () => {
  [stage, dir] = [await setStage(), await tempFolder()];
  await writeCampaign(dir, linesOf(3));
  await mkdir(join(dir, 'broken'));
  await writeFile(join(dir, 'broken/manifest.json'), '{}');
});
afterAll(async () => {
  await stage.end();
  await removeTempFolders();
});

test('englishOn finds a sentence, and passes over what is marked, code and names', () => {
  expect(englishOn('<p>微信 <b>has not answered yet today</b></p>')).toEqual(['has not answered yet today']);
  const marked = '<p lang="en">It has not answered yet.</p><code>a b c d e</code><p>打开 CSV UTF-8 文件</p>';
  expect(englishOn(marked)).toEqual([]);
});

describe('a Chinese page has no English that is not marked as such', () => {
  const open = record({ id: ID, outcome: 'open', result: null, raw_result: null });
  const parked = record({
    ...{ id: 'b'.repeat(24), mch_billno: 'b'.repeat(28), outcome: 'retry' },
    result: {
      ...{ mch_billno: '1', send_listid: '', return_code: 'SUCCESS', result_code: 'FAIL' },
      ...{ err_code: 'SYSTEMERROR', err_code_des: 'WeChat Pay did not answer in time.' },
    } as never,
  });

  test.each([
    ...['/packets', '/packets?q=nothing', '/packets?q=spring/', '/packets/none', '/nowhere'],
    ...[`/packets/${ID}`, `/packets/${'b'.repeat(24)}`],
    ...['ask', 'repeat', 'recover'].map((act) => `/packets/${ID}/${act}`),
    ...['/accounts/put', '/campaigns', '/campaigns/new_plan', '/campaigns/new_plan/gone'],
    ...[`/campaigns/${CAMPAIGN}`, '/campaigns/broken', '/campaigns/new_approval'],
    ...['run', 'stop', 'report', 'submit'].map((act) => `/campaigns/${CAMPAIGN}/${act}`),
  ])('%s', async (path) => {
    const { get } = startTestConsole({ records: [open, parked], campaigns: dir });
    expect(englishOn(await (await get(path, CHINESE)).text())).toEqual([]);
  });

  test.each([
    ...['/sandbox', '/sandbox/settings', '/sandbox/ledger'],
    ...Object.keys(FAULT_KINDS).map((kind) => `/sandbox/fault?kind=${kind}`),
  ])('%s', async (path) => {
    for (const faults of Object.values(PRESETS)) await stage.admin.do('POST', '/faults', faults);
    const { get } = sandboxConsole(stage, [open, parked]);
    expect(englishOn(await (await get(path, CHINESE)).text())).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['open', { id: ID }],
    ['fault', { kind: 'nothing' }],
    ['fault', { kind: 'status', status: '700' }],
    ['fault', { kind: 'status', status: '500', headers: 'colon' }],
    ['clock', { amount: '1', unit: 'weeks' }],
    ['top-up', { yuan: '0' }],
    ['settings', { replay: 'MAYBE' }],
    ['preset', { preset: 'none' }],
  ])('that refuses the act %s of the sandbox with %j', async (act, fields) => {
    const mch_billno = billno();
    const { post } = sandboxConsole(stage, [record({ id: ID, mch_billno, mch_id: MCH_ID })]);
    const response = await post(`/sandbox/${act}`, fields, CHINESE);
    expect(response.status).toBe(400);
    expect(englishOn(await response.text())).toEqual([]);
  });
});

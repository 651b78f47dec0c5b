import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../scripts/local/lock';
import { CAMPAIGN, linesOf, writeCampaign } from '../campaign/kit';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { hiddenFields, outcome, runLogs, textOf } from './campaign-page';
import { SECRETS, startTestConsole, type TestConsole } from './kit';

let dir: string;
let console: TestConsole;

beforeEach(async () => {
  dir = await tempFolder();
  console = startTestConsole({ campaigns: dir });
});
afterAll(removeTempFolders);

async function page(path = `/campaigns/${CAMPAIGN}`): Promise<string> {
  return (await console.get(path)).text();
}

const RUN = `/campaigns/${CAMPAIGN}/run`;

/** What the page that asks sends with its button. */
async function runForm(): Promise<Record<string, string>> {
  return { ...hiddenFields(await page(RUN)), 'in-flight': '2' };
}

describe('the page of a campaign', () => {
  const header = async (folder: string): Promise<string> => {
    const { plan_sha256 } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    return `${JSON.stringify({ plan_sha256 })}\n`;
  };
  const line = (n: number, is: string): string =>
    `${JSON.stringify({ n, at: 1_800_000_000, outcome: is, fen: 100 + n })}\n`;

  it('follows the journal of a run in another process, whole lines only', async () => {
    const folder = await writeCampaign(dir, linesOf(4));
    const journal = join(folder, 'progress.jsonl');
    expect(await page()).toContain('data-standing="planned"');
    let text = (await header(folder)) + line(0, 'paid') + line(1, 'open') + line(2, 'paid').slice(0, 9);
    await writeFile(journal, text);
    const first = await page();
    expect([outcome(first, 'paid'), outcome(first, 'open'), outcome(first, 'unsent')]).toEqual([
      ...[
        ['1', '1.00'],
        ['1', '1.01'],
        ['2', '2.05'],
      ],
    ]);
    text += line(2, 'paid').slice(9) + line(1, 'paid') + line(3, 'refused');
    await writeFile(journal, text);
    const last = await page();
    expect([outcome(last, 'paid'), outcome(last, 'refused')]).toEqual([
      ['3', '3.03'],
      ['1', '1.03'],
    ]);
    expect(last).toContain('data-standing="complete"');
    expect(last).not.toContain(`/campaigns/${CAMPAIGN}/run`);
  });

  it('takes the journal of another plan for none, and goes over to the one that replaces it', async () => {
    const folder = await writeCampaign(dir, linesOf(2));
    const journal = join(folder, 'progress.jsonl');
    await writeFile(journal, `${JSON.stringify({ plan_sha256: 'f'.repeat(64) })}\n${line(0, 'paid')}`);
    expect(outcome(await page(), 'paid')).toEqual(['0', '0.00']);
    await writeFile(`${journal}.new`, (await header(folder)) + line(1, 'paid'));
    await rename(`${journal}.new`, journal);
    expect(outcome(await page(), 'paid')).toEqual(['1', '1.01']);
  });

  it('shows a campaign that was deleted and planned again as not sent', async () => {
    const folder = await writeCampaign(dir, linesOf(2));
    const lines = (await header(folder)) + line(0, 'paid') + line(1, 'paid');
    await writeFile(join(folder, 'progress.jsonl'), lines);
    expect(await page()).toContain('data-standing="complete"');
    await rm(folder, { recursive: true });
    await writeCampaign(dir, linesOf(2));
    expect(await page()).toContain('data-standing="planned"');
    expect(outcome(await page(), 'paid')).toEqual(['0', '0.00']);
  });

  it.each([
    ['the list of campaigns', '/campaigns'],
    ['its own page', `/campaigns/${CAMPAIGN}`],
  ])('forgets the outcomes of a deleted campaign with the next look at %s', async (_, path) => {
    const folder = await writeCampaign(dir, linesOf(2));
    await page();
    const before = (await console.state.campaigns.find(CAMPAIGN))?.journal;
    await rm(folder, { recursive: true });
    await page(path);
    await writeCampaign(dir, linesOf(2));
    expect((await console.state.campaigns.find(CAMPAIGN))?.journal).not.toBe(before);
  });

  it('confirms a start with the amount and the command; a second click leads to the run that holds the lock', async () => {
    const folder = await writeCampaign(dir, linesOf(3));
    const form = await runForm();
    const confirm = textOf(await page(RUN));
    expect(confirm).toContain('Sends 3 packets, 3.03 yuan in all');
    expect(confirm).toContain(
      `./red-pack campaign run ${CAMPAIGN} --plan ${form.plan?.slice(0, 12)} --yes --dir ${dir}`,
    );
    const unlock = await takeLock(join(folder, 'lock'), () => undefined);
    expect(await page()).toContain('data-standing="running"');
    const second = await console.post(RUN, form);
    expect(second.status).toBe(303);
    expect(await page(second.headers.get('location') ?? '')).toContain('Nothing was started a second time.');
    await unlock();
    expect(await runLogs(folder)).toEqual([]);
  });

  it('shows what the run says that holds the lock, not what one says that the lock has refused', async () => {
    const folder = await writeCampaign(dir, linesOf(3));
    const write = async (pid: number, text: string, atS: number): Promise<void> => {
      await writeFile(join(folder, `run.log.${pid}`), text);
      await utimes(join(folder, `run.log.${pid}`), atS, atS);
    };
    const unlock = await takeLock(join(folder, 'lock'), () => undefined, 'run');
    await write(999_999_999, 'refused\n', 1_800_000_001);
    expect(await page()).not.toContain('refused</code>');
    await write(process.pid, 'at work\n', 1_800_000_000);
    expect(await page()).toContain('<code>at work</code>');
    await unlock();
    await write(process.pid, 'at work\ndone\n', 1_800_000_002);
    expect(await page()).toContain('<code>at work\ndone</code>');
  });

  it('sends no plan but the one that was shown', async () => {
    await writeCampaign(dir, linesOf(3));
    const form = await runForm();
    await rm(join(dir, CAMPAIGN), { recursive: true });
    const folder = await writeCampaign(dir, linesOf(30));
    const { plan, ...without } = form;
    for (const sent of [form, without, { ...form, plan: plan?.slice(0, 12) ?? '' }]) {
      const refused = await console.post(RUN, sent);
      expect([refused.status, await refused.text()]).toEqual([
        400,
        expect.stringContaining(`The plan of ${CAMPAIGN} has changed since the page was shown.`),
      ]);
    }
    expect(await runLogs(folder)).toEqual([]);
  });

  it('starts nothing while a plan is being made', async () => {
    const folder = await writeCampaign(dir, linesOf(3));
    const form = await runForm();
    const unlock = await takeLock(join(folder, 'lock'), () => undefined, 'plan');
    const refused = await console.post(RUN, form);
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining(`A process is at work on ${CAMPAIGN} already.`),
    ]);
    await unlock();
    expect(await runLogs(folder)).toEqual([]);
  });

  it.each(['0', '501', 'many', '-1'])('starts nothing with %s calls at once', async (inFlight) => {
    const folder = await writeCampaign(dir, linesOf(3));
    const refused = await console.post(RUN, { ...(await runForm()), 'in-flight': inFlight });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('Calls at once must be a number from 1 to 500');
    expect(await runLogs(folder)).toEqual([]);
  });

  it('has nothing to stop where nothing runs', async () => {
    await writeCampaign(dir, linesOf(3));
    expect((await console.post(`/campaigns/${CAMPAIGN}/stop`)).status).toBe(400);
  });

  it('names no recipient, in either language', async () => {
    await writeCampaign(dir, linesOf(3));
    for (const language of ['en', 'zh-CN'])
      for (const path of ['', `/${CAMPAIGN}`, `/${CAMPAIGN}/run`]) {
        const text = await (await console.get(`/campaigns${path}`, { 'accept-language': language })).text();
        expect(text).not.toContain('oCampaign');
        expect(text).toContain(CAMPAIGN);
      }
  });

  it('serves the report with a policy that lets its style through and no script', async () => {
    const folder = await writeCampaign(dir, linesOf(1));
    expect((await console.get(`/campaigns/${CAMPAIGN}/report.html`)).status).toBe(404);
    await mkdir(join(folder, 'report'));
    await writeFile(join(folder, 'report/report.html'), '<p>report</p>');
    const { headers } = await console.get(`/campaigns/${CAMPAIGN}/report.html`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('sandbox');
    expect(policy).not.toContain('script-src');
  });

  it.each(['/campaigns/none', '/campaigns/..%2f..%2fetc', '/campaigns/none/run', '/campaigns/A'])(
    'is not found at %s',
    async (path) => {
      expect((await console.get(path)).status).toBe(404);
    },
  );
});

describe('the list of campaigns', () => {
  it('says what to do where there is none', async () => {
    const text = await page('/campaigns');
    expect(text).toContain('No campaign is planned');
    expect(text).toContain('href="/campaigns/new_plan"');
  });

  it('shows a damaged plan as such, beside the others', async () => {
    await writeCampaign(dir, linesOf(3));
    await mkdir(join(dir, 'broken'));
    await writeFile(join(dir, 'broken/manifest.json'), '{}');
    const text = textOf(await page('/campaigns'));
    expect(text).toContain('The plan is damaged');
    expect(text).toContain('Not sent yet');
  });
});

it('a console that only reads shows campaigns, and refuses every act on them', async () => {
  await writeCampaign(dir, linesOf(3));
  const stack = { isLocal: false };
  console = startTestConsole({ campaigns: dir, allowsActions: false, stack });
  for (const path of ['', `/${CAMPAIGN}`, `/${CAMPAIGN}/run`, '/new_plan', '/new_approval'])
    expect((await console.get(`/campaigns${path}`)).status).toBe(200);
  for (const path of ['run', 'stop', 'report', 'submit'])
    expect((await console.post(`/campaigns/${CAMPAIGN}/${path}`)).status).toBe(403);
  for (const path of ['new_plan', 'new_approval'])
    expect((await console.post(`/campaigns/${path}`, { csrf: SECRETS.csrf })).status).toBe(403);
});

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { APPROVAL } from '../../console/text/approval';
import { AWS_RUNS } from '../../console/text/aws-runs';
import { ERRORS } from '../../console/text/errors';
import { OUTPUTS } from '../cli/campaign-aws-kit';
import { launchBrowser } from '../kit/browser';
import { removeTempFolders } from '../kit/folder';
import { ROOT } from '../kit/process';
import { until } from '../kit/until';
import { type AwsConsole, confirm, startAwsConsole, visitCampaigns } from './aws-console-kit';
import { light, looksGood, type Visitor, WIDTHS } from './console-kit';

const RUNS = '/campaigns/spring/aws';
/** Of the picture that docs/console.md shows; `IMAGES=1` takes it again. */
const CLIP = { x: 0, y: 0, width: 1440, height: 580 };

let browser: Browser;
let console: AwsConsole;
let visitor: Visitor;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  console = await startAwsConsole();
});
afterEach(async () => {
  await visitor.close();
  await console.close();
});
afterAll(async () => {
  await browser.close();
  await removeTempFolders();
});

const executions = () => console.campaign.aws.stepFunctions.executions;

function counts(attempt: number, of: Record<string, number>): void {
  Object.assign(executions().get(console.campaign.runName(attempt))?.itemCounts ?? {}, of);
}

describe.each(WIDTHS)('campaigns on AWS in the console ($language, $viewport)', ({ language, viewport }) => {
  const text = AWS_RUNS[language];
  const good = async (page: Page, name: string): Promise<void> => {
    const file = `aws-${name}-${language}-${viewport}`;
    await looksGood(page, visitor, console.origin, file);
    // Dark colours are those of any language and width.
    if (language !== 'en' || viewport !== 'desktop') return;
    await page.emulateMedia({ colorScheme: 'dark' });
    await looksGood(page, visitor, console.origin, `${file}-dark`);
    await page.emulateMedia({ colorScheme: 'light' });
  };

  beforeEach(async () => {
    visitor = await visitCampaigns(browser, console, { language, ...light(viewport) });
  });

  it('are uploaded by one person and approved by another; each page fits, and axe finds nothing', async () => {
    const approval = APPROVAL[language];
    console.campaign.aws.outputs = { ...OUTPUTS, CampaignApproval: 'required' };
    const page = await visitor.open('/campaigns');
    await good(page, 'list');
    await page.locator('a[href="/campaigns/spring"]').click();
    await page.locator('a[href="/campaigns/spring/submit"]').waitFor();
    await good(page, 'campaign');
    await page.locator('a[href="/campaigns/spring/submit"]').click();
    await page.locator('form[method="post"]').waitFor();
    await good(page, 'submit');
    await confirm(page);
    await good(page, 'submitted');
    expect(await page.locator('.done').innerText()).toContain('./red-pack campaign approve spring');
    console.campaign.as('approver');
    await visitor.open('/campaigns');
    await page.getByRole('link', { name: approval.link }).click();
    await page.fill('[name="campaign"]', 'spring');
    await good(page, 'approval-form');
    await page.getByRole('button', { name: approval.show }).click();
    await page.locator('form[method="post"]').waitFor();
    await good(page, 'approval');
    expect(await page.locator('.confirm').innerText()).toContain(console.campaign.manifest.plan_sha256);
    await confirm(page);
    await good(page, 'approved');
    expect([...console.campaign.aws.s3.objects.keys()].join()).toContain('approvals/spring/');
  });

  it('start at a minute and go on for days: the page shows the schedules, and stopping removes them', async () => {
    const page = await visitor.open('/campaigns/spring');
    await page.getByRole('link', { name: text.link }).click();
    await page.locator('.empty').waitFor();
    await good(page, 'empty');
    await page.locator(`a[href="${RUNS}/start"]`).click();
    const minute = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    await page.fill('[name="at"]', minute);
    await page.fill('[name="continue-daily"]', '3');
    await good(page, 'start-form');
    await page.getByRole('button', { name: text.start.next }).click();
    await page.locator('form[method="post"]').waitFor();
    await good(page, 'start-later');
    await confirm(page);
    expect(console.campaign.schedule('start')?.ScheduleExpression).toBe(`at(${minute.replace(' ', 'T')}:00)`);
    expect(await page.locator('.facts').innerText()).toContain(text.startsAt(minute));
    await good(page, 'scheduled');
    await page.locator(`a[href="${RUNS}/stop"]`).click();
    await page.locator('form[method="post"]').waitFor();
    await good(page, 'stop');
    await confirm(page);
    expect(console.campaign.aws.schedules.size).toBe(0);
  });

  it('start now, are followed, stopped and continued', async () => {
    const page = await visitor.open(RUNS);
    await page.locator(`a[href="${RUNS}/start"]`).click();
    await page.getByRole('button', { name: text.start.next }).click();
    await page.locator('form[method="post"]').waitFor();
    await good(page, 'start');
    await confirm(page);
    // The page follows the run by itself.
    counts(1, { total: 120_000, succeeded: 48_000, running: 20, pending: 71_980 });
    await until(async () => (await page.locator('#rows-done .value').innerText()) === '48,000', 30_000);
    await good(page, 'running');
    if (process.env.IMAGES !== undefined && viewport === 'desktop') {
      await visitor.open(RUNS);
      const path = join(ROOT, `docs/images/console-aws-${language}-desktop-light.png`);
      await page.screenshot({ path, clip: CLIP });
    }
    await page.locator(`a[href="${RUNS}/stop"]`).click();
    await confirm(page);
    expect(executions().get(console.campaign.runName(1))?.status).toBe('ABORTED');
    expect(await page.locator('section.notice').innerText()).toContain(
      text.errors['RedPack.StoppedByOperator'],
    );
    await good(page, 'stopped');
    await page.locator(`a[href="${RUNS}/start"]`).click();
    await page.getByRole('button', { name: text.start.next }).click();
    await page.getByRole('button', { name: text.start.buttonRedrive }).waitFor();
    await good(page, 'continue');
    await confirm(page);
    expect(executions().get(console.campaign.runName(1))).toMatchObject({
      status: 'RUNNING',
      redriveCount: 1,
    });
  });

  it('say what ended a run, whatever AWS says of it, and what to do', async () => {
    await console.campaign.start();
    counts(1, { total: 120_000, succeeded: 48_000, pending: 71_990, failed: 10 });
    console.campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    const page = await visitor.open(RUNS);
    expect(await page.locator('section.notice.error').innerText()).toContain(text.repairs.NOTENOUGH);
    await good(page, 'failed');
    const markup = `<script>document.title = "x"</script><img src="x" onerror="document.title = 'x'">`;
    console.campaign.loseResults();
    Object.assign(executions().get(console.campaign.runName(1)) ?? {}, {
      error: 'States.Runtime',
      cause: `${markup} ${'一段没有空格的很长的说明'.repeat(12)}${'x'.repeat(200)}`,
    });
    await visitor.open(RUNS);
    expect(await page.locator('main pre').innerText()).toContain(markup);
    expect(await page.title()).toContain('spring');
    await good(page, 'markup');
  });

  it('are found by name, and say so where nothing is there or the start is wrong', async () => {
    const page = await visitor.open('/campaigns');
    await page.getByRole('link', { name: text.link }).click();
    await page.fill('[name="campaign"]', 'elsewhere');
    await good(page, 'find');
    await page.getByRole('button', { name: text.show }).click();
    await page.waitForURL('**/campaigns/elsewhere/aws');
    await good(page, 'elsewhere');
    await visitor.open(`${RUNS}/start?ready=yes&at=2020-01-01+00:00`);
    expect(await page.locator('section.notice.error').innerText()).toContain('2020-01-01 00:00');
    expect(await page.locator('[name="at"]').inputValue()).toBe('2020-01-01 00:00');
  });

  it('say what is missing: a right, the approval of another person, campaigns on the stack', async () => {
    await console.campaign.run('submit');
    const page = await visitor.open('/campaigns/new_approval?campaign=spring');
    expect(await page.locator('section.notice').innerText()).toContain(
      APPROVAL[language].ownPlan.title('spring'),
    );
    await refused(page, 'own', language, viewport);
    console.campaign.aws.outputs = { ...OUTPUTS, CampaignApproval: 'required' };
    await visitor.open(`${RUNS}/start?ready=yes`);
    expect(await page.locator('section.notice h2').innerText()).toBe(
      APPROVAL[language].needsApproval.title('spring'),
    );
    await refused(page, 'unapproved', language, viewport);
    console.campaign.aws.denied.add('states');
    await visitor.open(RUNS);
    expect(await page.locator('section.notice').innerText()).toContain(ERRORS[language].next.denied);
    await refused(page, 'denied', language, viewport);
    console.campaign.aws.outputs = null;
    await visitor.open(RUNS);
    expect(await page.locator('section.notice').innerText()).toContain(text.noneWhat);
  });
});

/** As `looksGood`, of a page that the server answers with an error, which Chromium notes in its console. */
async function refused(page: Page, name: string, ...suffix: readonly string[]): Promise<void> {
  const messages = visitor.messages.filter((each) => !each.includes('the server responded with a status of'));
  await looksGood(page, { ...visitor, messages }, console.origin, `aws-${[name, ...suffix].join('-')}`);
}

it('keeps the runs where AWS refuses later, says that they are old, and follows them again', async () => {
  await console.campaign.start();
  visitor = await visitCampaigns(browser, console, { language: 'en', ...light('desktop') });
  const page = await visitor.open(RUNS);
  console.campaign.aws.denied.add('states');
  await page.locator('#stale').waitFor({ timeout: 20_000 });
  expect(await page.locator('[data-standing="RUNNING"]').count()).toBe(1);
  console.campaign.aws.denied.clear();
  await page.locator('#stale').waitFor({ state: 'hidden', timeout: 20_000 });
});

it('reads without JavaScript: the runs, what a start would do, and the start itself', async () => {
  const look = { language: 'en', ...light('desktop') } as const;
  visitor = await visitCampaigns(browser, console, look, { javaScriptEnabled: false });
  const page = await visitor.open(`${RUNS}/start`);
  await page.getByRole('button', { name: AWS_RUNS.en.start.next }).click();
  await confirm(page);
  expect([...executions().keys()]).toEqual([console.campaign.runName(1)]);
  counts(1, { total: 3, succeeded: 1, running: 2 });
  await page.reload();
  expect(await page.locator('#rows-done').innerText()).toMatch(/1\s+of 3/);
  await visitor.open(`${RUNS}/stop`);
  await confirm(page);
  expect(executions().get(console.campaign.runName(1))?.status).toBe('ABORTED');
});

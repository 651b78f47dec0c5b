import type { Browser, Page } from 'playwright-core';
import { openStack } from '../../cli/stack';
import { openConsole } from '../../console/index';
import type { Language } from '../../console/language';
import { CampaignOnAws } from '../cli/campaign-aws-kit';
import { SILENT } from '../cli/kit';
import type { Look } from '../kit/browser';
import { type OpenConsole, type Visitor, visit } from './console-kit';

/** The campaign `spring` and a console of its stack on AWS, in this process. */
export interface AwsConsole extends OpenConsole {
  readonly campaign: CampaignOnAws;
}

export async function startAwsConsole(allowActions = true): Promise<AwsConsole> {
  const campaign = await CampaignOnAws.start();
  const stack = await openStack({ name: 'red-pack-test', region: undefined }, SILENT);
  const running = await openConsole(stack, { port: 0, allowActions, campaigns: campaign.dir });
  const close = async (): Promise<void> => {
    await running.close();
    await stack.close();
    await campaign.end();
  };
  return { campaign, running, origin: new URL(running.url).origin, close };
}

/** As `visit`, but let in at the campaigns: the overview would ask the CloudWatch of AWS. */
export function visitCampaigns(
  browser: Browser,
  { running, origin }: AwsConsole,
  look: { language: Language } & Look,
  options: { readonly javaScriptEnabled?: boolean } = {},
): Promise<Visitor> {
  const url = running.url.replace('/?', '/campaigns?');
  return visit(browser, { running: { ...running, url }, origin }, look, options);
}

/** Presses the button that an act's page asks with, and waits for the page that shows what was done. */
export async function confirm(page: Page): Promise<void> {
  await page.locator('main form[method="post"] button').click();
  await page.locator('section.done').waitFor();
}

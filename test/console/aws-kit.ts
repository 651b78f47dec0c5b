import { CampaignOnAws } from '../cli/campaign-aws-kit';
import { textOf } from './campaign-page';
import { startTestConsole, type TestConsole } from './kit';

export const STACK = { name: 'red-pack-test', isLocal: false, clientConfig: () => ({}) };

/** The campaign `spring`, planned in a folder, the services of AWS, and a console of its stack. `end()` it. */
export class AwsConsole {
  private constructor(
    readonly campaign: CampaignOnAws,
    readonly console: TestConsole,
  ) {}

  static async start(setup: { readonly allowsActions?: boolean } = {}): Promise<AwsConsole> {
    const campaign = await CampaignOnAws.start();
    return new AwsConsole(campaign, startTestConsole({ ...setup, campaigns: campaign.dir, stack: STACK }));
  }

  end(): Promise<void> {
    return this.campaign.end();
  }

  /** Status and text of a page. */
  async page(
    path: string,
  ): Promise<{ readonly status: number; readonly html: string; readonly text: string }> {
    const response = await this.console.get(path);
    const html = await response.text();
    return { status: response.status, html, text: textOf(html) };
  }

  /** Opens the page of an act and presses its button. */
  async act(path: string): Promise<Response> {
    const { status, html, text } = await this.page(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return this.console.post(path.replace(/\?.*/, ''), hiddenFields(html));
  }

  /** Starts as a person does who enters these. */
  start(entered: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.act(
      `/campaigns/spring/aws/start?${String(new URLSearchParams({ ready: 'yes', ...entered }))}`,
    );
  }
}

/** What a form sends beside what a person enters. */
export function hiddenFields(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}

import { removeTempFolders } from '../kit/folder';
import { CampaignOnAws } from './campaign-aws-kit';

let campaign: CampaignOnAws;
beforeEach(async () => {
  campaign = await CampaignOnAws.start();
  await campaign.start();
});
afterEach(() => campaign.end());
afterAll(removeTempFolders);

async function status(): Promise<string> {
  const { code, stdout } = await campaign.run('status', '--engine', 'aws');
  expect(code).toBe(0);
  return stdout;
}

/** Changes what Step Functions has written. */
function write(name: string, text: string): void {
  const { objects } = campaign.aws.s3;
  const key = [...objects.keys()].find((each) => each.startsWith('results/') && each.endsWith(name)) ?? '';
  objects.set(key, { bytes: Buffer.from(text), metadata: {}, at: 0 });
}

const UNNAMED =
  'States.ExceedToleratedFailureThreshold: The specified tolerated failure threshold was exceeded\n';

describe('the fault of the row that has ended a run', () => {
  it.each([
    ['RedPack.AccountFault', 'SIGN_ERROR', 'The API key is not the merchant’s'],
    [
      'RedPack.AccountFault',
      'WeChat Pay refused the payment certificate (400 No required SSL certificate was sent).',
      'Put a valid certificate and key',
    ],
    ['RedPack.AccountFault', '签名错误', 'The API key is not the merchant’s'],
  ])('%s: %s is shown with its repair', async (error, cause, repair) => {
    campaign.endByRow(1, error, cause);
    expect(await status()).toContain(`  ${error}: ${cause}\n  ${repair}`);
  });

  it.each([
    ['RedPack.AccountFault', 'API_METHOD_CLOSED'],
    ['RedPack.Stopped', 'total_amount would pass the budget of the day.'],
    ['States.Timeout', ''],
  ])('%s: %s is shown in its own words', async (error, cause) => {
    campaign.endByRow(1, error, cause);
    expect(await status()).toContain(`  ${error}: ${cause}\n`);
  });

  it('is found behind rows that were only stopped with it, and where the file is longer than what is read', async () => {
    campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    const row = JSON.stringify({ Status: 'FAILED', Error: 'RedPack.AccountFault', Cause: 'NOTENOUGH' });
    const aborted = JSON.stringify({ Status: 'FAILED', Error: 'States.Runtime', Input: 'x'.repeat(2_000) });
    write('FAILED_0.jsonl', `${aborted}\n${row}\n${`${aborted}\n`.repeat(100)}`);
    expect(await status()).toContain('  RedPack.AccountFault: NOTENOUGH\n');
  });

  it.each([
    ['are not there yet', () => campaign.loseResults()],
    ['are no JSON', () => write('manifest.json', '<html>')],
    ['have another form', () => write('manifest.json', '{"ResultFiles":{"FAILED":"no"}}')],
    ['name no failed row', () => write('manifest.json', '{"ResultFiles":{"FAILED":[]}}')],
    ['have rows of another form', () => write('FAILED_0.jsonl', '[{"Error":"x"}]\n')],
  ])('is left out when the results %s: the rest is shown', async (_, change) => {
    campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    const { stdout: before } = await campaign.run('status', '--engine', 'aws', '--json');
    expect(before).toContain('NOTENOUGH');
    change();
    expect(await status()).toContain(UNNAMED);
  });
});

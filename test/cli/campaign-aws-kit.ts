import { join } from 'node:path';
import { campaignKey } from '../../shared/campaign/key';
import type { Manifest } from '../../shared/campaign/manifest';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { type PlanHead, writePlan } from '../../shared/campaign/write-plan';
import { AwsStandIn, type StoredSchedule } from '../kit/aws/server';
import { tempFolder } from '../kit/folder';
import type { Ended } from '../kit/process';
import { redPack } from './kit';

export const MACHINE = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:red-pack-test-campaign';
export const OUTPUTS = {
  CampaignBucketName: 'bucket',
  CampaignMachineArn: MACHINE,
  CampaignScheduleGroupName: 'red-pack-test-campaigns',
  CampaignScheduleRoleArn: 'arn:aws:iam::000000000000:role/schedule',
  CampaignApproval: 'optional',
};

type Approval = Manifest['approval'];

function rowOf(n: number): { readonly line: PlanLine; readonly row: { readonly row: number } } {
  const re_openid = `oCampaignAws${n}`;
  const line: PlanLine = {
    ...{ type: 'normal', official_account_id: 'wx1', re_openid, total_amount: 1.88, total_num: 1 },
    ...{ send_name: '红包铺', act_name: '新年', wishing: '恭喜发财', remark: '新年' },
    idempotency_key: campaignKey('spring', re_openid),
  };
  return { line, row: { row: n + 2 } };
}

/** The campaign `spring`, planned in a folder of its own, and the services of AWS that it uses. `end()` it. */
export class CampaignOnAws {
  private readonly environment = { ...process.env };

  private constructor(
    readonly aws: AwsStandIn,
    readonly dir: string,
    public manifest: Manifest,
  ) {}

  static async start(): Promise<CampaignOnAws> {
    const aws = await AwsStandIn.start();
    aws.outputs = { ...OUTPUTS };
    // As the policies of the stack have it.
    aws.s3.mayWrite.set('planner', ['plans/', 'manifests/']).set('approver', ['approvals/']);
    const dir = await tempFolder();
    const stage = new CampaignOnAws(aws, dir, await planIn(dir, 'optional', 3));
    Object.assign(process.env, aws.env);
    stage.as('planner');
    return stage;
  }

  async end(): Promise<void> {
    process.env = { ...this.environment };
    await this.aws.close();
  }

  as(identity: string): void {
    process.env.AWS_ACCESS_KEY_ID = identity;
  }

  /** Plans again, so that the campaign has another plan. */
  async plan(count: number, approval: Approval = 'optional'): Promise<void> {
    this.manifest = await planIn(this.dir, approval, count);
  }

  run(command: string, ...args: string[]): Promise<Ended> {
    const folder = /submit|start/.test(command) ? ['--dir', this.dir] : [];
    return redPack(['campaign', command, 'spring', '--stack', 'red-pack-test', ...folder, ...args], {
      answers: ['yes'],
    });
  }

  start(...args: string[]): Promise<Ended> {
    return this.run('start', '--engine', 'aws', ...args);
  }

  /** Name of a run of the present plan. */
  runName(attempt: number): string {
    return `spring_${this.manifest.plan_sha256.slice(0, 8)}_${attempt}`;
  }

  /**
   * A row ends a run: Step Functions says only that one has, and writes why into the results, beside the rows that were
   * stopped with it.
   */
  endByRow(attempt: number, error: string, cause: string): void {
    const { stepFunctions, s3 } = this.aws;
    const name = this.runName(attempt);
    const tolerance = 'The specified tolerated failure threshold was exceeded';
    stepFunctions.end(name, 'FAILED', 'States.ExceedToleratedFailureThreshold', tolerance);
    const folder = `results/spring/${this.manifest.plan_sha256}/${name}`;
    const Key = `${folder}/FAILED_0.jsonl`;
    const rows = [
      { Name: 'a', Status: 'ABORTED', Input: '{}' },
      { Name: 'b', Status: 'FAILED', Input: '{}', Error: error, Cause: cause },
    ];
    const put = (key: string, text: string): unknown =>
      s3.objects.set(key, { bytes: Buffer.from(text), metadata: {}, at: 1_800_003_600_000 });
    put(Key, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const ResultFiles = { FAILED: [{ Key, Size: 1 }], PENDING: [], SUCCEEDED: [] };
    put(
      `${folder}/manifest.json`,
      JSON.stringify({ DestinationBucket: 'bucket', MapRunArn: 'x', ResultFiles }),
    );
  }

  /** As after 90 days. */
  loseResults(): void {
    const { objects } = this.aws.s3;
    for (const key of objects.keys()) if (key.startsWith('results/')) objects.delete(key);
  }

  schedule(kind: string): StoredSchedule | undefined {
    return this.aws.schedules.get(`${kind}-${this.manifest.plan_sha256.slice(0, 32)}`);
  }
}

function planIn(dir: string, approval: Approval, count: number): Promise<Manifest> {
  const head: PlanHead = {
    ...{ campaign: 'spring', created_at: 1_800_000_000, identity: 're_openid', budget_fen: null },
    ...{ max_per_recipient_fen: null, approval },
  };
  return writePlan(
    join(dir, 'spring'),
    head,
    Array.from({ length: count }, (_, n) => rowOf(n)),
  );
}

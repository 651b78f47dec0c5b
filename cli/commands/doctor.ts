import type { Finding } from '../../scripts/preflight';
import { textOf } from '../../scripts/preflight';
import { defineCommand } from '../command';
import { examine } from '../doctor/gather';
import { judge, type Verdict } from '../doctor/judge';
import { judgeNow } from '../doctor/now';

const USAGE = `./red-pack doctor [--json]

Looks at the stack and changes nothing. Each check is ok, or has a finding with its repair:

  quota       Lambda's quota against the reservation of sendRedPack
  table       the table is there, active and has its indexes
  identity    service, stage and miniapp-id are those from which the records' ids were derived
  secrets     there is one, each can pay; days until its certificate expires
  alarms      somebody has subscribed to AlarmTopic and to PageTopic, and has confirmed it
  functions   all are deployed and have the same table, namespace, miniapp-id and secrets
  sending     not paused
  unfinished  red packets that are open, wait for a retry or need a person; the first page of each list

What could not be looked up is "not checked", never ok: on the local stack these are quota and alarms. On AWS the checks
judge what is deployed, and before the first deploy what serverless.yml would deploy. Unknown names of params are
found by the Serverless plugin alone, at each deploy.

On AWS it needs lambda:GetFunctionConfiguration, lambda:GetFunctionConcurrency, lambda:GetAccountSettings,
lambda:InvokeFunction on recoverRedPacks, dynamodb:DescribeTable, dynamodb:Query, dynamodb:GetItem, dynamodb:Scan,
secretsmanager:ListSecrets, secretsmanager:GetSecretValue, cloudformation:DescribeStackResource and
sns:GetTopicAttributes. Without one of them, the checks that need it say so. The stack's OperatePolicy and
CertificatePolicy grant all but dynamodb:Query, GetItem and Scan, which only identity needs.

Exit code 0 without an error, also with warnings, which the last line counts; 1 with an error.

  --json   { healthy, checks: [{ check, status, seen, findings: [{ severity, message, repair }] }] }`;

const INDENT = ' '.repeat(12);

function indented(text: string): string {
  return text.replaceAll('\n', `\n${INDENT}`);
}

function lines({ check, status, seen, findings }: Verdict): string[] {
  // The status says the first one's severity.
  const found = findings.map((finding, n) => (n === 0 ? '' : `${finding.severity}: `) + textOf(finding));
  const texts = [...found, ...seen];
  const [first = '', ...rest] = texts.map(indented);
  const head = `${check.padEnd(10)}  ${status}${first === '' ? '' : `: ${first}`}`;
  return [head, ...rest.map((text) => INDENT + text)];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function summary(verdicts: readonly Verdict[]): string {
  const all = verdicts.flatMap(({ findings }) => findings);
  const of = (severity: Finding['severity']) => all.filter((each) => each.severity === severity).length;
  const unchecked = verdicts.filter(({ status }) => status === 'not checked').map(({ check }) => check);
  const parts = [
    ...(of('error') > 0 ? [counted(of('error'), 'error')] : ['No error']),
    ...(of('warning') > 0 ? [counted(of('warning'), 'warning')] : []),
    ...(unchecked.length > 0 ? [`not checked: ${unchecked.join(', ')}`] : []),
  ];
  return `${parts.join('; ')}.`;
}

export const command = defineCommand({
  usage: USAGE,
  options: { json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const opened = await stack();
    const [examined, now] = await Promise.all([examine(opened, Date.now()), judgeNow(opened)]);
    const verdicts = [...judge(examined), ...now];
    const healthy = verdicts.every(({ status }) => status !== 'error');
    if (values.json === true) io.out(JSON.stringify({ healthy, checks: verdicts }));
    else {
      for (const verdict of verdicts) for (const line of lines(verdict)) io.out(line);
      io.out(`\n${summary(verdicts)}`);
    }
    return healthy ? 0 : 1;
  },
});

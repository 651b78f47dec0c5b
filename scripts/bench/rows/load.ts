import { spawnSync } from 'node:child_process';
import { FUNCTIONS } from '../../functions';
import { type Bench, bundleOf } from '../bench';
import { inTurns } from '../measure';
import { compare, type Line } from '../report';

const SHARE = { both: 0.9, dynamodb: 0.85 };

/** Milliseconds from start to exit of a process that only loads `file`. */
function processMs(file: string | null): number {
  const code = file === null ? '' : `require(${JSON.stringify(file)})`;
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, ['-e', code], {
    env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: 'ignore',
  });
  if (status !== 0) throw new Error(`${file} does not load`);
  return performance.now() - startedAt;
}

/** Load time of each bundle over a bare Node, compared with the AWS clients bundled by ncc's defaults. */
export async function load({ baselines, isShort }: Bench): Promise<Line[]> {
  const subjects = {
    node: () => processMs(null),
    both: () => processMs(baselines.both),
    dynamodb: () => processMs(baselines.dynamodb),
    ...Object.fromEntries(FUNCTIONS.map((name) => [name, () => processMs(bundleOf(name))])),
  };
  const taken: Record<string, number[]> = await inTurns(isShort ? 3 : 41, subjects);
  const added = (name: string): number[] =>
    (taken[name] ?? []).map((ms, round) => ms - (taken.node?.[round] ?? Number.NaN));
  return FUNCTIONS.map((name) => {
    const clients = name.startsWith('getSent') ? 'dynamodb' : 'both';
    return compare({
      what: `load of ${name}, over bare node`,
      unit: 'ms',
      ours: added(name),
      baseline: added(clients),
      against: clients === 'both' ? 'DynamoDB + Secrets Manager' : 'DynamoDB',
      atMost: SHARE[clients],
    });
  });
}

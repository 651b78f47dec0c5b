import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_MS } from '../../shared/merchant/merchants';
import { RECOVERY_QUERY_PACE_MS } from '../../shared/payment/decide/limits';
import { readService } from '../local/service-file';
import type { Deployed } from './bill';

const ROOT = join(__dirname, '../..');

/** What the bill takes from serverless.yml and from the code, so that the page follows a change of either. */
export async function readDeployed(): Promise<Deployed> {
  const { functions, param } = await readService(join(ROOT, 'serverless.yml'));
  const of = (name: string) => {
    const found = functions.find((each) => each.name === name);
    if (found === undefined) throw new Error(`serverless.yml has no function ${name}`);
    return found;
  };
  const watch = readFileSync(join(ROOT, 'serverless/watch.yml'), 'utf8');
  const text = readFileSync(join(ROOT, 'serverless.yml'), 'utf8');
  const everyMinutes = Number(/rate\((\d+) minutes\)/.exec(text)?.[1]);
  return {
    slotMs: Number(of('sendRedPack').environment.SEND_SLOT_MS),
    sendMb: of('sendRedPack').memoryMb,
    recoverMb: of('recoverRedPacks').memoryMb,
    concurrency: of('sendRedPack').reservedConcurrency ?? 0,
    queryPaceMs: RECOVERY_QUERY_PACE_MS,
    secretCacheMs: CACHE_MS,
    retentionDays: Number(param('log-retention-days')),
    alarms: watch.match(/^ {2}\w+Alarm:/gm)?.length ?? 0,
    passesPerMonth: (30 * 24 * 60) / everyMinutes,
  };
}

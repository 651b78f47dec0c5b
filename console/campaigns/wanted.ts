import { openInput } from '../../cli/campaign/plan/input/open';
import type { Wanted } from '../../cli/campaign/plan/make-plan';
import { campaignOf, defaultsOf, limitOf } from '../../cli/campaign/plan/options';
import { fileArg, optionArgs } from '../../cli/shell';
import type { Visit } from '../visit';
import type { PlanFields } from './plan-fields';
import type { Campaigns } from './state';
import type { Upload } from './uploads';

/** Columns that are only notes, separated by commas. */
function ignoredOf({ ignore = '' }: PlanFields): string[] {
  return ignore
    .split(/[,，]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What the command of the same name would plan. @throws UsageError, CommandError */
export async function wantedOf(
  campaigns: Campaigns,
  { path }: Upload,
  fields: PlanFields,
): Promise<Omit<Wanted, 'accepts' | 'progress'>> {
  const campaign = campaignOf(fields);
  return {
    ...{ campaign, dir: campaigns.folder(campaign).path, defaults: defaultsOf(fields) },
    input: await openInput(path, fields),
    ignored: ignoredOf(fields),
    budgetFen: limitOf(fields, 'budget'),
    maxPerRecipientFen: limitOf(fields, 'max-per-recipient'),
    approval: fields['require-approval'] === undefined ? 'optional' : 'required',
  };
}

/** The arguments of the equivalent command. */
export function planArgs(
  { console: { campaigns }, language }: Visit,
  { name }: Upload,
  fields: PlanFields,
  skipsBad: boolean,
): string[] {
  const options = Object.entries(fields)
    .filter(([field]) => field !== 'ignore' && field !== 'require-approval')
    .flatMap(([field, value]) => optionArgs(field, value));
  const flags = [
    ...ignoredOf(fields).flatMap((column) => optionArgs('ignore', column)),
    ...(fields['require-approval'] === undefined ? [] : ['--require-approval']),
    ...(skipsBad ? ['--skip-bad'] : []),
    ...(language === 'en' ? [] : ['--lang', language]),
  ];
  return ['campaign', 'plan', fileArg(name), ...options, ...flags, ...campaigns.dirArgs];
}

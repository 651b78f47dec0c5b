import { isRunning, type PlanState, shortHash } from '../../../cli/campaign/aws/state';
import { onAws } from '../../../cli/campaign/on-aws';
import { html } from '../../../cli/page/html';
import type { Act, Confirmation, Done } from '../../act';
import { redPackCommand } from '../../equivalent';
import { InputError } from '../../errors';
import { AWS_RUNS } from '../../text/aws-runs';
import { textOf, type Visit, type VisitContext } from '../../visit';
import { campaignName } from '../name';
import { requireAws } from './here';
import { runsPath } from './page';
import { scheduleText } from './run-card';
import { isBusy } from './states';

/** The campaign of the address; its plan may be on another machine. @throws InputError, also on the local stack */
function nameOf(c: VisitContext): string {
  const visit = c.get('visit');
  requireAws(visit);
  return campaignName(visit, c.req.param('name') ?? '');
}

function linesOf(visit: Visit, state: PlanState): string[] {
  const { stop } = textOf(visit, AWS_RUNS);
  const { sha256, execution, schedules } = state;
  const plan = shortHash(sha256);
  return [
    ...schedules.map((each) => stop.schedule(plan, scheduleText(visit, each))),
    ...(execution !== null && isRunning(state) ? [stop.run(execution.attempt, plan)] : []),
  ];
}

async function confirmation(c: VisitContext): Promise<Confirmation> {
  const visit = c.get('visit');
  const { stop } = textOf(visit, AWS_RUNS);
  const name = nameOf(c);
  const states = await onAws().describeOnAws(visit.console.stack, name);
  const busy = states.filter(isBusy);
  if (busy.length === 0) throw new InputError(stop.nothing(name));
  return {
    title: stop.title(name),
    willDo: [...busy.flatMap((state) => linesOf(visit, state)), ...stop.lines],
    command: redPackCommand(visit.console, ['campaign', 'stop', name]),
    button: stop.button,
    ...{ icon: 'stop', movesMoney: false, back: runsPath(name) },
  };
}

async function run(c: VisitContext): Promise<Done> {
  const visit = c.get('visit');
  const { stop } = textOf(visit, AWS_RUNS);
  const name = nameOf(c);
  const { onCampaignStack, stopCampaign } = onAws();
  const stopped = await onCampaignStack(visit.console.stack, (on) => stopCampaign(on, name));
  if (stopped.length === 0) throw new InputError(stop.nothing(name));
  const lines = stopped.map(
    ({ sha256, wasRunning, schedules }) =>
      html`<p>${stop.doneWhat(shortHash(sha256), wasRunning, schedules)}</p>`,
  );
  return { result: html`<h2>${stop.done}</h2>${lines}`, to: runsPath(name) };
}

/** Stops the runs of a campaign on AWS, whatever plan they have, and removes its schedules. */
export const STOP_ON_AWS: Act = { confirmation, run };

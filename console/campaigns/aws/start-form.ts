import { type StartOptions, type StartValues, startOptionsOf } from '../../../cli/campaign/aws/options';
import { beijingMinute } from '../../../cli/campaign/aws/time';
import { UsageError } from '../../../cli/errors';
import { type Html, html } from '../../../cli/page/html';
import { InputError } from '../../errors';
import { checkbox, field } from '../../fields';
import { icon } from '../../icons';
import { notice, show } from '../../respond';
import { AWS_RUNS } from '../../text/aws-runs';
import { COMMON } from '../../text/common';
import { textOf, type Visit, type VisitContext } from '../../visit';
import { runsPath } from './page';

/** That the form was sent: a start with nothing entered is one, too. */
const READY = 'ready';

/** How a start was asked for: as the command takes it, and what that means. */
export interface Wanted {
  readonly values: StartValues;
  readonly options: StartOptions;
}

type Sent = Readonly<Record<string, unknown>>;

function entered(sent: Sent, name: string): string | undefined {
  const value = sent[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** What was entered, in the words of the command's options. */
function valuesOf(sent: Sent): StartValues {
  return {
    at: entered(sent, 'at'),
    'continue-daily': entered(sent, 'continue-daily'),
    whole: entered(sent, 'whole') === 'yes',
  };
}

export function isSent(sent: Sent): boolean {
  return entered(sent, READY) !== undefined;
}

/** @throws InputError that says what the field takes */
export function wantedOf(visit: Visit, sent: Sent): Wanted {
  const values = valuesOf(sent);
  const nowMs = Date.now();
  try {
    return { values, options: startOptionsOf(values, nowMs) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { start } = textOf(visit, AWS_RUNS);
    const why = error.message.startsWith('--at')
      ? start.wrongAt(values.at ?? '', beijingMinute(nowMs))
      : start.wrongDays(values['continue-daily'] ?? '');
    // Without a cause: the words are the page's, in its language.
    throw new InputError(why);
  }
}

/** The same for the form that confirms it. */
export function hiddenFields({ values }: Wanted): Html {
  const { at, 'continue-daily': days, whole } = values;
  const entries = Object.entries({ at, 'continue-daily': days, whole: whole === true ? 'yes' : undefined });
  const inputs = entries.flatMap(([name, value]) =>
    value === undefined ? [] : html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`${inputs}`;
}

/** Asks when and how to start. @param problem of what was entered before */
export function startForm(c: VisitContext, name: string, sent: Sent, problem?: string): Response {
  const visit = c.get('visit');
  const { start, title } = textOf(visit, AWS_RUNS);
  const { at, 'continue-daily': days, whole } = valuesOf(sent);
  const back = html`<p class="crumb"><a href="${runsPath(name)}">${icon('back')}${title(name)}</a></p>`;
  const wrong = problem !== undefined && notice('error', start.wrong, problem);
  const fields = [
    field({ name: 'at', label: start.at, hint: start.atHint, value: at ?? '' }),
    field({
      ...{ name: 'continue-daily', label: start.days, hint: start.daysHint },
      ...{ value: days ?? '', isNumber: true },
    }),
  ];
  const body = html`${back}${wrong}<form class="card confirm" action="${runsPath(name)}/start"><input type="hidden" name="${READY}" value="yes"><p class="soft">${start.what}</p><div class="fields">${fields}</div>${checkbox('whole', start.whole, whole)}<p class="buttons"><button class="primary">${icon('next')}${start.next}</button><a class="button" href="${runsPath(name)}">${textOf(visit, COMMON).cancel}</a></p></form>`;
  return show(c, { title: start.title(name), body }, problem === undefined ? 200 : 400);
}

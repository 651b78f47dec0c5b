import { messageOf } from '../../cli/errors';
import { type Html, html } from '../../cli/page/html';
import { detailed } from '../../cli/report/entry';
import { keyIn, newRunName, type Played, play } from '../../cli/sandbox/play';
import { parseScenario, type Scenario, scenarioText } from '../../cli/sandbox/scenario';
import { stageOf } from '../../cli/sandbox/stage';
import { playedLine } from '../../cli/sandbox/words';
import type { DetailedRecord } from '../../sdk/index';
import { failure, InputError } from '../errors';
import { SANDBOX } from '../text/sandbox';
import { PLAY } from '../text/sandbox-play';
import { textOf, type Visit, type VisitContext } from '../visit';
import type { Playing } from './playing';
import type { SandboxSession } from './session';

/** More packets than a person makes by hand; a scenario of a campaign is none. */
const MAX_RECORDS = 1_000;

/** Records claimed since the recording began, oldest first. */
async function recordsSince({ console }: Visit, sinceMs: number): Promise<DetailedRecord[]> {
  const { data } = await console.stack.redPack.getSentRedPackList({ limit: MAX_RECORDS, details: true });
  const since = data.objects.filter(({ created_at }) => created_at * 1000 >= sinceMs);
  return since.map(detailed).reverse();
}

/** What happened since the recording began, as a file. */
export async function saveScenario(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, PLAY);
  session.refuseWhilePlaying(visit);
  const recording = await session.recording(await session.admin(visit));
  const title = visit.url.searchParams.get('title')?.trim() ?? '';
  const scenario = recording.scenario(title, await recordsSince(visit, recording.sinceMs));
  if (scenario.steps.length === 0) throw new InputError(text.nothingToSave);
  const file = scenarioText(scenario);
  try {
    // A file that could not be loaded again would be found out too late.
    parseScenario(file, 'scenario.json');
  } catch (error) {
    // Without the cause: the sentence around it is in the language of the page.
    throw new InputError(text.notSaved(messageOf(error)));
  }
  return c.body(file, 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': 'attachment; filename="scenario.json"',
  }) as Response;
}

/** What came of a scenario: every step that was played, and why it ended early. */
interface Result {
  readonly played: readonly Played[];
  readonly lines: readonly string[];
  readonly isStopped: boolean;
  /** Null if every step was played. */
  readonly failed: unknown;
}

function resultHtml(visit: Visit, { played, lines, isStopped, failed }: Result): Html {
  const { done } = textOf(visit, SANDBOX);
  const wrong = played.filter(({ isAsStated }) => !isAsStated).length;
  const list = html`<pre tabindex="0"><code>${lines.join('\n')}</code></pre>`;
  const { stopped, stoppedWhat } = textOf(visit, PLAY);
  if (isStopped) return html`<h2>${stopped(played.length)}</h2><p>${stoppedWhat}</p>${list}`;
  if (failed !== null)
    return html`${failure(visit, done.playFailed(played.length + 1), failed, done.playFailedWhat)}${list}`;
  const title = wrong === 0 ? done.played(played.length) : done.playedOther(wrong);
  return html`<h2>${title}</h2>${list}`;
}

async function scenarioIn(c: VisitContext): Promise<Scenario> {
  const { file } = await c.req.parseBody();
  if (!(file instanceof File) || file.size === 0)
    throw new InputError(textOf(c.get('visit'), SANDBOX).wrongFile);
  try {
    return parseScenario(await file.text(), file.name);
  } catch (cause) {
    throw new InputError(messageOf(cause), { cause });
  }
}

/** Plays it, and records its steps as if they had been done one by one. */
async function playAll(
  visit: Visit,
  session: SandboxSession,
  scenario: Scenario,
  playing: Playing,
): Promise<Result> {
  const played: Played[] = [];
  const lines: string[] = [];
  const stage = await stageOf(visit.console.stack);
  const recording = await session.recording(stage.admin);
  const run = newRunName(Date.now());
  let { nowMs } = await stage.admin.clock();
  // A scenario begins without the faults that were recorded before it.
  if (recording.size > 0) recording.add({ do: 'clear-faults' }, nowMs);
  try {
    for await (const each of play(scenario, stage, run, playing.signal)) {
      played.push(each);
      playing.done = played.length;
      lines.push(playedLine(played.length, each, visit.language));
      recording.played(each, (packet) => keyIn(run, packet), nowMs);
      nowMs = (await stage.admin.clock()).nowMs;
    }
    return { played, lines, isStopped: false, failed: null };
  } catch (failed) {
    // The steps before it were played: what they did is shown beside the reason.
    return { played, lines, isStopped: playing.signal.aborted, failed };
  }
}

/** Plays a file, as `./red-pack sandbox play` does, and shows its steps. It ends when the client leaves. */
export async function playScenario(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const scenario = await scenarioIn(c);
  const result = await session.play(visit, scenario.steps.length, c.req.raw.signal, (playing) =>
    playAll(visit, session, scenario, playing),
  );
  const id = visit.console.flash.put(resultHtml(visit, result));
  return c.redirect(`/sandbox?done=${id}`, 303) as Response;
}

/** Ends the scenario that is being played before its next step. */
export function stopScenario(c: VisitContext, session: SandboxSession): Response {
  const visit = c.get('visit');
  const { stopping, nothingPlays } = textOf(visit, PLAY);
  const said = session.playing === null ? nothingPlays : stopping;
  session.playing?.stop();
  return c.redirect(`/sandbox?done=${visit.console.flash.put(html`<p>${said}</p>`)}`, 303) as Response;
}

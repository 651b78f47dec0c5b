import { messageOf } from '../../cli/errors';
import { type Html, html } from '../../cli/page/html';
import { detailed } from '../../cli/report/entry';
import { newRunName, type Played, play } from '../../cli/sandbox/play';
import { parseScenario, scenarioText } from '../../cli/sandbox/scenario';
import { stageOf } from '../../cli/sandbox/stage';
import { playedLine } from '../../cli/sandbox/words';
import type { DetailedRecord } from '../../sdk/index';
import { failure, InputError } from '../errors';
import { SANDBOX } from '../text/sandbox';
import { textOf, type Visit, type VisitContext } from '../visit';
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
  const recording = await session.recording(await session.admin(visit));
  const title = visit.url.searchParams.get('title')?.trim() ?? '';
  const scenario = recording.scenario(title, await recordsSince(visit, recording.sinceMs));
  return c.body(scenarioText(scenario), 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': 'attachment; filename="scenario.json"',
  }) as Response;
}

function playedHtml(visit: Visit, lines: readonly string[], played: readonly Played[], error: unknown): Html {
  const { done } = textOf(visit, SANDBOX);
  const wrong = played.filter(({ isAsStated }) => !isAsStated).length;
  const list = html`<pre tabindex="0"><code>${lines.join('\n')}</code></pre>`;
  if (error !== null)
    return html`${failure(visit, done.playFailed(played.length + 1), error, done.playFailedWhat)}${list}`;
  const title = wrong === 0 ? done.played(played.length) : done.playedOther(wrong);
  return html`<h2>${title}</h2>${list}`;
}

/** Plays a file, as `./red-pack sandbox play` does, and shows its steps. */
export async function playScenario(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const { file } = await c.req.parseBody();
  if (!(file instanceof File) || file.size === 0) throw new InputError(textOf(visit, SANDBOX).wrongFile);
  let scenario: ReturnType<typeof parseScenario>;
  try {
    scenario = parseScenario(await file.text(), file.name);
  } catch (cause) {
    throw new InputError(messageOf(cause), { cause });
  }
  const played: Played[] = [];
  const lines: string[] = [];
  let failed: unknown = null;
  try {
    const stage = await stageOf(visit.console.stack);
    for await (const each of play(scenario, stage, newRunName(Date.now()))) {
      played.push(each);
      lines.push(playedLine(played.length, each, visit.language));
    }
  } catch (error) {
    // The steps before it were played: what they did is shown beside the reason.
    failed = error;
  }
  const result = playedHtml(visit, lines, played, failed);
  return c.redirect(`/sandbox?done=${visit.console.flash.put(result)}`, 303) as Response;
}

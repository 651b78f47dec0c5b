import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { lastLines } from '../../cli/campaign/background';
import type { CampaignFolder } from '../../cli/campaign/folder';
import { reportFolder } from '../../cli/campaign/report/make';
import { type Html, html } from '../../cli/page/html';
import { beijingText } from '../../shared/api/beijing';
import { icon } from '../icons';
import { showNotFound } from '../respond';
import { CAMPAIGNS } from '../text/campaigns';
import { textOf, type Visit, type VisitContext } from '../visit';
import { logFile } from './jobs';
import type { Campaign } from './state';

/**
 * The report is a page of its own with one style sheet, which it allows by its hash; both policies apply, so that this
 * one only has to let it through. It runs no script and loads nothing.
 */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const FILES = {
  'report.html': { type: 'text/html; charset=utf-8', isDownload: false },
  'result.csv': { type: 'text/csv; charset=utf-8', isDownload: true },
} as const;

type ReportFile = keyof typeof FILES;

function pathOf({ path }: CampaignFolder, name: ReportFile): string {
  return join(reportFolder(path, undefined), name);
}

async function* chunksOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

/** Opened by the first who reads it, and closed when its reader leaves: an answer that nobody reads costs no handle. */
function contentOf(path: string): ReadableStream {
  return ReadableStream.from(chunksOf(path)) as ReadableStream;
}

/** Serves a file that `campaign report` has written. */
export function reportFile(name: ReportFile): (c: VisitContext) => Promise<Response> {
  const { type, isDownload } = FILES[name];
  return async (c) => {
    const found = await c.get('visit').console.campaigns.find(c.req.param('name') ?? '');
    const path = found === null ? null : pathOf(found.folder, name);
    if (found === null || path === null || (await stat(path).catch(() => null)) === null)
      return showNotFound(c);
    const saved = `attachment; filename="${found.manifest.campaign}-${name}"`;
    const headers = {
      'content-type': type,
      'content-security-policy': PAGE_POLICY,
      ...(isDownload && { 'content-disposition': saved }),
    };
    if (c.req.method === 'HEAD') return c.body(null, 200, headers) as Response;
    return c.body(contentOf(path), 200, headers) as Response;
  };
}

/** Whether there is a report, and what to do about it. */
export async function reportCard(visit: Visit, { folder }: Campaign): Promise<Html> {
  const text = textOf(visit, CAMPAIGNS);
  const { jobs } = visit.console.campaigns;
  const path = `/campaigns/${folder.name}`;
  const isMaking = jobs.isStarted('report', folder);
  const made = await stat(pathOf(folder, 'report.html')).catch(() => null);
  const madeAt =
    made !== null && html`<p>${text.reportMade(beijingText(Math.floor(made.mtimeMs / 1000)))}</p>`;
  const open =
    made !== null &&
    html`<a class="button" href="${path}/report.html">${icon('report')}${text.reportPage}</a><a class="button" href="${path}/result.csv" download>${icon('download')}${text.reportCsv}</a>`;
  const said = made === null && !isMaking ? await lastLines(logFile(folder, 'report'), 3, null) : [];
  const failed =
    said.length > 0 &&
    html`<p class="problem">${text.reportFailed} <span lang="en">${said.join(' ')}</span></p>`;
  const name = made === null ? text.makeReport.button : text.makeReport.again;
  const make =
    !isMaking &&
    html`<a class="button" href="${path}/report">${icon(made === null ? 'report' : 'repeat')}${name}</a>`;
  return html`<section class="card stacked" id="report"><h2>${text.report}</h2><p class="soft">${isMaking ? text.reportMaking : made === null ? text.reportNone : text.reportWhat}</p>${madeAt}${failed}<p class="buttons">${open}${make}</p></section>`;
}

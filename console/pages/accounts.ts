import { accountRows } from '../../cli/certificate/list';
import { messageOf } from '../../cli/errors';
import { type Html, html } from '../../cli/page/html';
import { type Entered, uploadForm } from '../accounts/form';
import { accountTable } from '../accounts/table';
import { type PutDone, putCertificate } from '../accounts/upload';
import { usageToday } from '../accounts/usage';
import { ownWords } from '../errors';
import { inWords } from '../fields';
import { icon } from '../icons';
import { bilingual } from '../language';
import type { Page } from '../page';
import { empty, notice, original, show } from '../respond';
import { ACCOUNTS } from '../text/accounts';
import { COMMON } from '../text/common';
import { UPLOAD } from '../text/upload';
import { textOf, type Visit, type VisitContext } from '../visit';

/** Two files of a few KB each. */
const MAX_BODY_BYTES = 512 * 1024;

async function accounts(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, ACCOUNTS);
  const { stack, nowMs } = visit.console;
  const atMs = await nowMs();
  const [{ rows }, usage] = await Promise.all([accountRows(stack, atMs), usageToday(stack, atMs)]);
  const upload = html`<a class="button" href="/accounts/put">${icon('upload')}${text.upload}</a>`;
  const list =
    rows.length === 0
      ? empty(text.emptyTitle, stack.isLocal ? text.emptyWhat : text.emptyWhat + text.emptyLag)
      : html`${accountTable(visit, rows, usage)}<p class="soft small">${text.budgetWhat}</p>`;
  const cut =
    usage.cutAt !== null && html`<p class="soft small">${text.cut(usage.cutAt.toLocaleString('en'))}</p>`;
  return show(c, { title: text.title, tools: upload, body: html`${list}${cut}` });
}

function form(c: VisitContext): Response {
  const visit = c.get('visit');
  const param = (name: string): string => visit.url.searchParams.get(name) ?? '';
  const entered = {
    account: param('account'),
    gateway: param('gateway'),
    mchId: param('mch_id'),
    budget: '',
  };
  return show(c, { title: textOf(visit, UPLOAD).title, body: uploadForm(visit, entered) });
}

function doneText(visit: Visit, { warnings, isProven, stored, name, mchId }: PutDone): Html {
  const text = textOf(visit, UPLOAD);
  const notes = warnings.map(
    (line) => html`<p>${text.warning} <span lang="en">${inWords(line, UPLOAD.en.names)}</span></p>`,
  );
  return html`<h2>${text.done}</h2>${notes}${isProven && html`<p>${text.proven}</p>`}<p>${text.stored[stored](name, mchId)}</p>`;
}

/** The checks are those of the command: most of what they say is in English only. */
function failedText(visit: Visit, error: unknown): Html {
  const text = textOf(visit, UPLOAD);
  const own = ownWords(visit, error);
  return own === null
    ? html`${notice('error', text.failed, text.again)}${original(visit, inWords(messageOf(error), UPLOAD.en.names))}`
    : notice('error', text.failed, inWords(own, text.names) + textOf(visit, COMMON).gap + text.again);
}

async function put(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, UPLOAD);
  const fields = await c.req.parseBody();
  try {
    const result = doneText(visit, await putCertificate(visit.console, fields, text));
    return c.redirect(`/accounts?done=${visit.console.flash.put(result)}`, 303) as Response;
  } catch (error) {
    const of = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
    const entered: Entered = {
      account: of('account'),
      gateway: of('gateway'),
      mchId: of('mch_id'),
      budget: of('budget'),
    };
    const body = html`${failedText(visit, error)}${uploadForm(visit, entered)}`;
    return show(c, { title: text.title, body }, 400);
  }
}

export const accountsPage: Page = {
  path: '/accounts',
  label: bilingual('Accounts', '账户'),
  icon: 'accounts',
  maxBodyBytes: MAX_BODY_BYTES,
  routes(app) {
    app.get('/accounts', accounts);
    app.get('/accounts/put', form);
    app.post('/accounts/put', put);
  },
};

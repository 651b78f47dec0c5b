import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { serveAssets } from './assets';
import { showError } from './errors';
import { cookieName, formGuard, guard } from './guard';
import { safeHeaders } from './headers';
import { isLanguage, type Language, preferred } from './language';
import { refusalPage } from './layout';
import type { Page } from './page';
import { PAGES } from './pages';
import { showNotFound } from './respond';
import type { Secrets } from './secrets';
import type { ConsoleState } from './state';
import { REFUSAL_STATUS, REFUSALS, type Refusal } from './text/refusals';
import type { Visit, VisitContext, VisitEnv } from './visit';

const MAX_BODY_BYTES = 64 * 1024;

export interface AppOptions {
  readonly console: ConsoleState;
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly secrets: Secrets;
}

function languageOf(c: VisitContext, host: string): Language {
  const chosen = getCookie(c, `${cookieName(host)}-language`);
  return isLanguage(chosen) ? chosen : preferred(c.req.header('accept-language'));
}

function pageOf(path: string): Page | undefined {
  return PAGES.find((each) => path === each.path || path.startsWith(`${each.path}/`));
}

function refuse(c: VisitContext, refusal: Refusal): Response {
  const { language } = c.get('visit');
  const { title, what } = REFUSALS[language][refusal];
  const tooLarge = refusal === 'size' ? pageOf(c.req.path)?.tooLarge : undefined;
  return c.html(
    refusalPage(language, title, tooLarge?.[language] ?? what),
    REFUSAL_STATUS[refusal],
  ) as Response;
}

function limitOf(path: string): number {
  return pageOf(path)?.maxBodyBytes ?? MAX_BODY_BYTES;
}

/** The console's HTTP application. It can be asked without a socket, by `app.request`. */
export function createApp({ console, host, secrets }: AppOptions): Hono<VisitEnv> {
  const app = new Hono<VisitEnv>();
  app.use(safeHeaders);
  app.use(async (c, next) => {
    const url = new URL(c.req.url);
    const showsOpenids = url.searchParams.get('openids') === 'shown';
    const language = languageOf(c, host);
    const visit: Visit = { console, language, navigation: PAGES, url, csrf: secrets.csrf, showsOpenids };
    c.set('visit', visit);
    await next();
  });
  app.use(guard({ host, secrets, refuse }));
  app.use((c, next) =>
    bodyLimit({ maxSize: limitOf(c.req.path), onError: () => refuse(c, 'size') })(c, next),
  );
  app.use(formGuard({ secrets, refuse }));
  app.use(async (c, next) => {
    const lang = c.req.query('lang');
    if (!isLanguage(lang) || c.req.method !== 'GET') return next();
    const name = `${cookieName(host)}-language`;
    setCookie(c, name, lang, { httpOnly: true, sameSite: 'Strict', path: '/' });
    const { url } = c.get('visit');
    url.searchParams.delete('lang');
    return c.redirect(url.pathname + url.search, 303);
  });
  serveAssets(app);
  for (const page of PAGES) if (page.isLocalOnly !== true || console.stack.isLocal) page.routes(app);
  app.notFound((c) => showNotFound(c as VisitContext));
  app.onError((error, c) => showError(c as VisitContext, error));
  return app;
}

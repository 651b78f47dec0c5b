import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isSame, type Secrets } from './secrets';
import type { Refusal } from './text/refusals';
import type { VisitEnv } from './visit';

export interface GuardOptions {
  /** `127.0.0.1:port`: the only Host that is answered. */
  readonly host: string;
  readonly secrets: Secrets;
  /** Shows a refusal. */
  readonly refuse: (c: Context<VisitEnv>, refusal: Refusal) => Response | Promise<Response>;
}

/** By port, because browsers send the cookies of one console to another on the same address. */
export function cookieName(host: string): string {
  return `red-pack-console-${host.split(':')[1] ?? ''}`;
}

const FORM_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/** A page that a person opens by a link; it cannot be read by the page that has the link. */
function isNavigation(c: Context): boolean {
  const isTopLevel = c.req.header('sec-fetch-dest') === 'document';
  return c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate' && isTopLevel;
}

/** What a browser says about who makes the request. Another port of 127.0.0.1 is `same-site`, and a stranger. */
function isFromElsewhere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  return site !== undefined && site !== 'none' && site !== 'same-origin';
}

function judge(c: Context, host: string): Refusal | null {
  // A rebound name leads here with its own Host.
  if (c.req.header('host') !== host) return 'host';
  // In a Location or a link, a path with two slashes names another host.
  if (c.req.path.startsWith('//')) return 'path';
  if (isFromElsewhere(c) && !isNavigation(c)) return 'origin';
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return null;
  if (c.req.method !== 'POST') return 'method';
  if (c.req.header('origin') !== `http://${host}`) return 'origin';
  return FORM_TYPES.test(c.req.header('content-type') ?? '') ? null : 'type';
}

/** Lets nobody in but the browser that was given the token. It reads no body, which may be endless. */
export function guard({ host, secrets, refuse }: GuardOptions): MiddlewareHandler<VisitEnv> {
  const name = cookieName(host);
  return async (c, next) => {
    const refusal = judge(c, host);
    if (refusal !== null) return refuse(c, refusal);
    // They hold nothing of the stack, and the page of a refusal needs them.
    if (c.req.path.startsWith('/assets/')) return next();
    const token = c.req.query('token');
    if (token !== undefined && c.req.method === 'GET') {
      if (!isSame(token, secrets.token)) return refuse(c, 'token');
      setCookie(c, name, secrets.session, { httpOnly: true, sameSite: 'Strict', path: '/' });
      const url = new URL(c.req.url);
      url.searchParams.delete('token');
      const to = url.pathname + url.search;
      if (!isFromElsewhere(c)) return c.redirect(to, 303);
      // A browser that came by a link of another page sends no strict cookie along a redirect, but along a page's own step.
      return c.body('', 200, { refresh: `0;url=${to}`, 'content-type': 'text/html; charset=utf-8' });
    }
    if (!isSame(getCookie(c, name), secrets.session)) return refuse(c, 'token');
    const isRefused = c.req.method === 'POST' && !c.get('visit').console.allowsActions;
    return isRefused ? refuse(c, 'readOnly') : next();
  };
}

/** Lets no write through but those of the console's own forms. After the limit of the size: it reads the body. */
export function formGuard({ secrets, refuse }: Omit<GuardOptions, 'host'>): MiddlewareHandler<VisitEnv> {
  return async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const fields = await c.req.parseBody().catch(() => null);
    if (fields === null) return refuse(c, 'body');
    return isSame(fields.csrf, secrets.csrf) ? next() : refuse(c, 'form');
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { VisitEnv } from './visit';

interface Asset {
  readonly files: readonly string[];
  readonly type: string;
}

const STATIC = join(__dirname, 'static');

/** In this order; `small` holds the rules of narrow screens and so comes last. */
const STYLES = [
  'base',
  'side',
  'forms',
  'tables',
  'messages',
  'accounts',
  'overview',
  'packets',
  'campaigns',
  'sandbox',
  'small',
].map((name) => join(STATIC, `${name}.css`));

/** All that a page loads. htmx comes from its package as it is. */
const ASSETS: Readonly<Record<string, Asset>> = {
  'style.css': { files: STYLES, type: 'text/css; charset=utf-8' },
  'icon.svg': { files: [join(STATIC, 'icon.svg')], type: 'image/svg+xml' },
  'live.js': { files: [join(STATIC, 'live.js')], type: 'text/javascript; charset=utf-8' },
  'htmx.js': {
    files: [join(__dirname, '../node_modules/htmx.org/dist/htmx.min.js')],
    type: 'text/javascript; charset=utf-8',
  },
};

export function serveAssets(app: Hono<VisitEnv>): void {
  for (const [name, { files, type }] of Object.entries(ASSETS)) {
    const text = files.map((file) => readFileSync(file, 'utf8')).join('');
    // `no-cache`: the next console on this port may be another version.
    app.get(`/assets/${name}`, (c) =>
      c.body(text, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  }
}

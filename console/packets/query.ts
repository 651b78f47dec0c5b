import { is } from 'valibot';
import { openidSchema } from '../../shared/api/send-params';
import { CAMPAIGN_NAME } from '../../shared/campaign/key';

/** Records on a page. A thousand is the most that one invocation returns. */
export const LIMITS = [20, 100, 1_000] as const;

export const VIEWS = ['all', 'open', 'retry', 'person'] as const;
export type View = (typeof VIEWS)[number];

/** What the address of the list asks for. */
export interface Query {
  readonly view: View;
  /** What was typed into the search; empty for none. */
  readonly q: string;
  readonly limit: number;
  readonly offset: number;
  /** Of a view other than `all`; null for its first page. */
  readonly cursor: string | null;
}

function natural(text: string | null): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Whatever cannot be understood is left out, so that a mistyped address still shows the list. */
export function parseQuery({ searchParams }: URL): Query {
  const limit = LIMITS.find((each) => String(each) === searchParams.get('limit')) ?? LIMITS[0];
  const view = VIEWS.find((each) => each === searchParams.get('view')) ?? 'all';
  const q = (searchParams.get('q') ?? '').trim();
  return { view, q, limit, offset: natural(searchParams.get('offset')), cursor: searchParams.get('cursor') };
}

/** One way to read what was typed. */
export type Reading =
  | {
      readonly by: 'record';
      readonly lookup: { id: string } | { mch_billno: string } | { idempotency_key: string };
    }
  | { readonly by: 'row'; readonly campaign: string; readonly row: string }
  | { readonly by: 'openid'; readonly re_openid: string }
  | { readonly by: 'campaign'; readonly campaign: string };

/** WeChat's openids have 28 characters and begin with o; sandboxes and tests have others. */
const LIKELY_OPENID = /^o[\w-]{27}$/;

/**
 * The ways to read what was typed, the most likely first: an id or an order number by its form; `campaign/` as all rows
 * of a campaign; `campaign/row` as one of its rows; anything else as a key or an openid.
 */
export function readings(q: string): Reading[] {
  if (/^[0-9a-f]{24}$/i.test(q)) return [{ by: 'record', lookup: { id: q.toLowerCase() } }, ...asKey(q)];
  if (/^[0-9a-f]{28}$/i.test(q))
    return [{ by: 'record', lookup: { mch_billno: q.toLowerCase() } }, ...asKey(q)];
  const [campaign = '', ...rest] = q.split('/');
  const row = rest.join('/');
  if (rest.length > 0 && CAMPAIGN_NAME.test(campaign))
    return row === '' ? [{ by: 'campaign', campaign }] : [...asKey(q), { by: 'row', campaign, row }];
  const openid: Reading[] = is(openidSchema, q) ? [{ by: 'openid', re_openid: q }] : [];
  return LIKELY_OPENID.test(q) ? [...openid, ...asKey(q)] : [...asKey(q), ...openid];
}

const MAX_KEY_BYTES = 128;

function asKey(q: string): Reading[] {
  return Buffer.byteLength(q) > MAX_KEY_BYTES ? [] : [{ by: 'record', lookup: { idempotency_key: q } }];
}

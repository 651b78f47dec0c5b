import type { Context, Env } from 'hono';
import type { Bilingual, Language } from './language';
import type { NavigationEntry } from './navigation';
import type { ConsoleState } from './state';

/** One request, as a page sees it. */
export interface Visit {
  readonly console: ConsoleState;
  readonly language: Language;
  readonly navigation: readonly NavigationEntry[];
  /** Path and query of the request. */
  readonly url: URL;
  /** For the hidden field of every form; without it, a POST is refused. */
  readonly csrf: string;
  /** Whether the person has asked to see whole openids on this page. */
  readonly showsOpenids: boolean;
}

export interface VisitEnv extends Env {
  Variables: { visit: Visit };
}

export type VisitContext = Context<VisitEnv>;

/** The texts of a page in the language of the visit. */
export function textOf<T>({ language }: Visit, texts: Bilingual<T>): T {
  return texts[language];
}

/** The address of this page with other params; null takes one away. */
export function withParams({ url }: Visit, params: Readonly<Record<string, string | number | null>>): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(params))
    if (value === null) next.searchParams.delete(name);
    else next.searchParams.set(name, String(value));
  return next.pathname + next.search;
}

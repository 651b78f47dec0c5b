import type { Hono } from 'hono';
import type { Bilingual } from './language';
import type { NavigationEntry } from './navigation';
import type { VisitEnv } from './visit';

/** A page with all of its routes. */
export interface Page extends NavigationEntry {
  /** The most that a form of this page may send. By default 64 KB. */
  readonly maxBodyBytes?: number;
  /** Says so of a larger one, and what to do. */
  readonly tooLarge?: Bilingual<string>;
  readonly routes: (app: Hono<VisitEnv>) => void;
}

import type { Hono } from 'hono';
import type { NavigationEntry } from './navigation';
import type { VisitEnv } from './visit';

/** A page with all of its routes. */
export interface Page extends NavigationEntry {
  /** The most that a form of this page may send. By default 64 KB. */
  readonly maxBodyBytes?: number;
  readonly routes: (app: Hono<VisitEnv>) => void;
}

import type { Icon } from './icons';
import type { Bilingual } from './language';

/** One entry of the console's navigation. */
export interface NavigationEntry {
  /** Such as `/packets`; all routes of the page are below it. */
  readonly path: string;
  readonly label: Bilingual<string>;
  readonly icon: Icon;
  /** True: only for the local stack; on AWS it has no entry and no route. */
  readonly isLocalOnly?: boolean;
}

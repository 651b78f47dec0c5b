import type { Stack } from '../cli/stack';
import type { Campaigns } from './campaigns/state';
import type { Flash } from './flash';

/** What the pages of one running console share. */
export interface ConsoleState {
  readonly stack: Stack;
  /** Where it runs, as the pages show it: the region on AWS. */
  readonly place: string;
  /** False: pages only read, and every POST is refused. */
  readonly allowsActions: boolean;
  /** The stack's own time in unix milliseconds: the local one may have been moved. */
  readonly nowMs: () => Promise<number>;
  /** Results of acts, until they have been shown. */
  readonly flash: Flash;
  readonly campaigns: Campaigns;
}

import { detailed } from '../../cli/report/entry';
import type { Clock, Ledger, QueuedFault, SandboxAdmin } from '../../cli/sandbox/admin';
import type { DetailedRecord } from '../../sdk/index';
import type { Visit } from '../visit';
import type { SandboxSession } from './session';

/** So many of the newest packets are on the page; the list of packets has all. */
const SHOWN = 10;

/** What the page shows, read when it is asked for. */
export interface View {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: readonly QueuedFault[];
  readonly records: readonly DetailedRecord[];
  /** Steps that were recorded. */
  readonly steps: number;
}

export async function readRecords({ console }: Visit): Promise<DetailedRecord[]> {
  const { data } = await console.stack.redPack.getSentRedPackList({ limit: SHOWN, details: true });
  return data.objects.map(detailed);
}

export async function readView(visit: Visit, session: SandboxSession, admin: SandboxAdmin): Promise<View> {
  const [recording, clock, ledger, faults, records] = await Promise.all([
    session.recording(admin),
    admin.clock(),
    admin.ledger(),
    admin.faults(),
    readRecords(visit),
  ]);
  return { clock, ledger, faults, records, steps: recording.size };
}

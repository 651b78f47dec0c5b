import { detailed } from '../../cli/report/entry';
import type { Clock, Order, QueuedFault, SandboxAdmin, Totals } from '../../cli/sandbox/admin';
import type { DetailedRecord } from '../../sdk/index';
import type { Visit } from '../visit';
import type { SandboxSession } from './session';

/** So many of the newest packets are on the page; the list of packets has all. */
const SHOWN = 10;

/** The newest packets as the records have them, and their orders as WeChat has them. */
export interface Packets {
  readonly records: readonly DetailedRecord[];
  readonly orders: readonly Order[];
}

/** What the page shows, read when it is asked for. */
export interface View {
  readonly clock: Clock;
  readonly totals: Totals;
  readonly faults: readonly QueuedFault[];
  readonly packets: Packets;
  /** Steps that were recorded. */
  readonly steps: number;
}

/** Asks the sandbox for the orders of these packets only: a ledger can have very many. */
export async function readPackets({ console }: Visit, admin: SandboxAdmin): Promise<Packets> {
  const { data } = await console.stack.redPack.getSentRedPackList({ limit: SHOWN, details: true });
  const records = data.objects.map(detailed);
  return { records, orders: await admin.orders(records.map(({ mch_billno }) => mch_billno)) };
}

export async function readView(visit: Visit, session: SandboxSession, admin: SandboxAdmin): Promise<View> {
  const [recording, clock, totals, faults, packets] = await Promise.all([
    session.recording(admin),
    admin.clock(),
    admin.totals(),
    admin.faults(),
    readPackets(visit, admin),
  ]);
  return { clock, totals, faults, packets, steps: recording.size };
}

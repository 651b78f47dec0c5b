import type { Html } from '../../cli/page/html';
import type { DetailedRecord } from '../../sdk/index';
import { yuanToFen } from '../../shared/api/money';
import type { Icon } from '../icons';
import { stateMark } from '../state-mark';
import { STATES } from '../text/states';
import { textOf, type Visit } from '../visit';

/** What became of a packet: its outcome, and of a paid one what its receiver did. */
export type PacketState = 'open' | 'retry' | 'refused' | 'paid' | 'received' | 'returned';

const ICONS: Readonly<Record<PacketState, Icon>> = {
  open: 'open',
  retry: 'retry',
  refused: 'refused',
  paid: 'check',
  received: 'received',
  returned: 'returned',
};

/** @param record amounts in fen; `received` once all of it is, `returned` once any of it is */
export function packetState(record: DetailedRecord): PacketState {
  const { outcome, received_fen, refunded_fen, total_amount } = record;
  if (outcome !== 'paid') return outcome;
  if ((refunded_fen ?? 0) > 0) return 'returned';
  return received_fen !== null && received_fen >= (yuanToFen(total_amount) ?? 0) ? 'received' : 'paid';
}

export function stateLabel(visit: Visit, state: PacketState): Html {
  return stateMark([state, ICONS[state]], textOf(visit, STATES)[state]);
}

import { fission } from './fission';
import { normal } from './normal';
import type { PacketKind } from './packet';

/** The kinds of red packets by the `type` of a send. A new kind is one file and one line here. */
export const PACKETS = { normal, fission } as const satisfies Record<string, PacketKind>;

export type PacketType = keyof typeof PACKETS;

/** Whether nobody but `re_openid` can open a packet of this kind. */
export function hasOneRecipient(type: PacketType): boolean {
  return PACKETS[type].totalNum.max === 1;
}

import { type PacketKind, USUAL_FEN } from './packet';

/**
 * A packet that its first recipient shares with others, who open what is left of it in random shares. WeChat is
 * reported to have shut this kind down on 2024-06-05; its refusal is passed on.
 */
export const fission: PacketKind = {
  path: '/mmpaymkttransfers/sendgroupredpack',
  totalNum: { min: 3, max: 20 },
  averageFen: USUAL_FEN,
  amtType: 'ALL_RAND',
  ownFields: () => ({ amt_type: 'ALL_RAND' }),
};

import { type PacketKind, USUAL_FEN } from './packet';

/** One packet for one recipient. Source: the send page (pay.weixin.qq.com/doc/v2/merchant/4011974053, 2025). */
export const normal: PacketKind = {
  path: '/mmpaymkttransfers/sendredpack',
  // WeChat returns PARAM_ERROR for any other number (live, 2019).
  totalNum: { min: 1, max: 1 },
  averageFen: USUAL_FEN,
  amtType: null,
  ownFields: ({ client_ip }) => ({ client_ip }),
};

/** Inclusive bounds. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One kind of red packet: everything in which WeChat Pay treats it differently from the others. */
export interface PacketKind {
  /** Path of its send request. */
  readonly path: string;
  /** Bounds of `total_num`. */
  readonly totalNum: Range;
  /** Bounds of the amount per packet, on average, in fen. A scene widens the range that WeChat may have granted. */
  readonly averageFen: { readonly withoutScene: Range; readonly withScene: Range };
  /** `amt_type`: how the amount is split among several recipients; null for a single one. */
  readonly amtType: 'ALL_RAND' | null;
  /** The fields that its request has besides those of every kind. WeChat refuses undocumented ones as SIGN_ERROR. */
  readonly ownFields: (order: { readonly client_ip: string }) => Readonly<Record<string, string>>;
}

/** 1 to 200 yuan without a scene, 0.30 to 4,999 yuan with one (send page, 2025). */
export const USUAL_FEN: PacketKind['averageFen'] = {
  withoutScene: { min: 100, max: 20_000 },
  withScene: { min: 30, max: 499_900 },
};

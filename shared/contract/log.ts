/** What the core needs of a logger. Fields are flat; openids go in masked, secrets not at all. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** An openid for the log: enough to compare two lines by, too little to address anyone. */
export function maskOpenid(openid: string): string {
  return openid.length < 12 ? '…' : `${openid.slice(0, 4)}…${openid.slice(-2)}`;
}

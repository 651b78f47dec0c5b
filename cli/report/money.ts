/** Integer fen → yuan with two decimals, from the digits. */
export function yuanText(fen: number): string {
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The same with commas between thousands, for people. */
export function yuanShown(fen: number): string {
  return yuanText(fen).replace(/\B(?=(\d{3})+\.)/g, ',');
}

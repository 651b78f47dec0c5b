/** A set of row numbers: one bit for each, an eighth of a megabyte for a million rows. */
export class Bits {
  private bytes = new Uint8Array(1024);

  add(row: number): void {
    const at = row >>> 3;
    if (at >= this.bytes.length) {
      const larger = new Uint8Array(Math.max(at + 1, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[at] = (this.bytes[at] ?? 0) | (1 << (row & 7));
  }

  has(row: number): boolean {
    return ((this.bytes[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }
}

const LEADS = { from: 0x81, to: 0xfe };
const TRAILS = { from: 0x40, to: 0xfe };

let bytesOf: Map<string, Buffer> | null = null;

/** Every character of two bytes, by reading them all: Node reads GBK and cannot write it. */
function table(): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const decoder = new TextDecoder('gbk');
  for (let lead = LEADS.from; lead <= LEADS.to; lead += 1)
    for (let trail = TRAILS.from; trail <= TRAILS.to; trail += 1) {
      const pair = Buffer.from([lead, trail]);
      const text = decoder.decode(pair);
      if (Array.from(text).length === 1 && text !== '\ufffd' && !found.has(text)) found.set(text, pair);
    }
  return found;
}

/** A text in GBK, as Excel in China saves a CSV. @throws for a character that GBK does not have */
export function gbk(text: string): Buffer {
  bytesOf ??= table();
  const known = bytesOf;
  const parts = Array.from(text, (character) => {
    const bytes = Buffer.byteLength(character) === 1 ? Buffer.from(character) : known.get(character);
    if (bytes === undefined) throw new Error(`GBK has no ${character}.`);
    return bytes;
  });
  return Buffer.concat(parts);
}

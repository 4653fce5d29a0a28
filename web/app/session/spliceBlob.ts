// Writes into a blob at a position, as into a file.

/** The blob with bytes written at a position. A gap before the position is filled with zeros. */
export function spliceBlob(whole: Blob, position: number, bytes: Uint8Array<ArrayBuffer>): Blob {
  const { type } = whole;
  const gap = Math.max(0, position - whole.size);
  const before = [whole.slice(0, position), new Uint8Array(gap)];
  return new Blob([...before, bytes, whole.slice(position + bytes.length)], { type });
}

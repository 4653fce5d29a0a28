// Writing into a blob at a place, as a file is written.

/** The blob with bytes written over what was at a position; a gap before it is filled with zeros. */
export function spliceBlob(whole: Blob, position: number, bytes: Uint8Array<ArrayBuffer>): Blob {
  const { type } = whole;
  const gap = Math.max(0, position - whole.size);
  const before = [whole.slice(0, position), new Uint8Array(gap)];
  return new Blob([...before, bytes, whole.slice(position + bytes.length)], { type });
}

// The size of an image file from its first bytes, for images that the browser cannot decode.

/** JPEG puts previews and metadata before the size. */
const READ_BYTES = 1_000_000;

/** The size that a PNG or JPEG file states, pixels; undefined for other files. */
export async function imageSize(
  file: Blob,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  const view = new DataView(await file.slice(0, READ_BYTES).arrayBuffer());
  if (view.byteLength < 24) return undefined;
  if (view.getUint32(0) === 0x89504e47) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    // Start of frame: C0 to CF, except for Huffman tables, arithmetic conditioning and a reserved one.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

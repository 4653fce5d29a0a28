// The kind of an image file by its first bytes, to tell a damaged image from another kind of file.

export interface Signature {
  /** The kind's usual name. */
  readonly name: string;
  /** Whether images of this kind are read. */
  readonly readable: boolean;
}

/** A kind's name, where its signature stands in the file, and the signature. */
type Kind = readonly [name: string, offset: number, signature: string];

const READABLE: readonly Kind[] = [
  ["JPEG", 0, "\xff\xd8\xff"],
  ["PNG", 0, "\x89PNG"],
  ["GIF", 0, "GIF8"],
  ["WebP", 8, "WEBP"],
];

/** Raw photographs come first: some of them are TIFF too. */
const UNREADABLE: readonly Kind[] = [
  ["Raw photograph (CR2)", 8, "CR\x02"],
  ["Raw photograph (CR3)", 4, "ftypcrx "],
  ["Raw photograph (RW2)", 0, "IIU\0"],
  ["Raw photograph (ORF)", 0, "IIRO"],
  ["Raw photograph (RAF)", 0, "FUJIFILMCCD-RAW"],
  ["JPEG XL", 0, "\xff\x0a"],
  ["JPEG XL", 4, "JXL "],
  ["JPEG 2000", 4, "jP  "],
  ["JPEG 2000", 0, "\xff\x4f\xff\x51"],
  ["JPEG XR", 0, "II\xbc"],
  ["Photoshop", 0, "8BPS"],
  ["PDF", 0, "%PDF"],
  ["PostScript", 0, "%!PS"],
  ["OpenEXR", 0, "v/1\x01"],
  ["Radiance HDR", 0, "#?RADIANCE"],
  ["DirectDraw (DDS)", 0, "DDS "],
  ["QOI", 0, "qoif"],
  ["BPG", 0, "BPG\xfb"],
  ["FLIF", 0, "FLIF"],
  ["GIMP (XCF)", 0, "gimp xcf"],
  ["FITS", 0, "SIMPLE  ="],
  ["Windows icon", 0, "\0\0\x01\0"],
  ["Sun raster", 0, "\x59\xa6\x6a\x95"],
  ["DICOM", 128, "DICM"],
  // HEIC uses HEVC, which the prebuilt image library omits because of patents.
  ...["heic", "heix", "hevc", "hevx", "heim", "heis"].map(
    (brand): Kind => ["HEIC", 4, `ftyp${brand}`],
  ),
];

/** Netpbm's formats begin with a letter, a digit and white space. */
const NETPBM = /^P[1-7Ff][\s#]/;

/** How many bytes the patterns look at. */
const LOOKED_AT = 132;

/**
 * The kind of a file.
 *
 * @param path its name: Targa files have no signature at their start, and are known by name and header.
 * @returns undefined when the bytes begin like no known kind.
 */
export function signatureOf(bytes: Uint8Array, path: string): Signature | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, LOOKED_AT));
  const named = ([, offset, signature]: Kind): boolean => head.startsWith(signature, offset);
  const unreadable = UNREADABLE.find(named);
  if (unreadable) return { name: unreadable[0], readable: false };
  const readable = READABLE.find(named);
  if (readable) return { name: readable[0], readable: true };
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) {
    const raw = /\.(dng|nef|arw|pef|srw|3fr|iiq|nrw)$/i.exec(path)?.[1];
    return raw === undefined
      ? { name: "TIFF", readable: true }
      : { name: `Raw photograph (${raw.toUpperCase()})`, readable: false };
  }
  if (NETPBM.test(head)) return { name: "PPM (Netpbm)", readable: false };
  if (head.startsWith("BM") && bytes.length > 26) return { name: "BMP", readable: false };
  if (isTarga(bytes, path)) return { name: "Targa (TGA)", readable: false };
  return head.slice(4, 8) === "ftyp" ? isoSignature(head.slice(8, 12)) : undefined;
}

/** Containers of ISO base media: still images and videos. */
function isoSignature(brand: string): Signature {
  if (brand === "avif" || brand === "avis") return { name: "AVIF", readable: true };
  // A container of images of an unknown kind: the image library detects it.
  if (brand === "mif1" || brand === "msf1") return { name: "HEIF", readable: true };
  return { name: "Video", readable: false };
}

/** Version 2 of the format ends in a signature; version 1 has none, but a header of few possible values. */
function isTarga(bytes: Uint8Array, path: string): boolean {
  const end = String.fromCharCode(...bytes.subarray(-18, -1));
  if (end === "TRUEVISION-XFILE.") return true;
  const [, colorMap = 255, type = 255] = bytes;
  const depth = bytes[16] ?? 0;
  return (
    /\.(tga|icb|vda|vst)$/i.test(path) &&
    colorMap <= 1 &&
    [1, 2, 3, 9, 10, 11].includes(type) &&
    [8, 15, 16, 24, 32].includes(depth)
  );
}

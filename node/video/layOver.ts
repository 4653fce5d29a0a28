// Lays drawings over images as encoders take them: brightness of every pixel, colour of every 2 × 2 pixels.

/** A drawn rectangle of an image. */
export interface OverlayPart {
  /** Its top-left corner, even pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** RGBA, not multiplied by its opacity. */
  readonly data: Uint8ClampedArray;
}

/** The planes of a YUV 4:2:0 image in the memory of their owner. */
export interface YuvPlanes {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  /** Bytes from line to line, of the plane y, and of u and v. */
  readonly strides: { readonly y: number; readonly uv: number };
}

/** What red, green and blue add to brightness in BT.709. */
const RED = 0.2126;
const GREEN = 0.7152;
const BLUE = 0.0722;

/** Levels of limited range for one of 255 in full range. */
const LUMA = 219 / 255;
const U = 112 / 255 / (1 - BLUE);
const V = 112 / 255 / (1 - RED);

/** Draws a part over an image in BT.709 and limited range. The part lies within the image. */
export function layOver(image: YuvPlanes, part: OverlayPart): void {
  const { data, width, height } = part;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  mixLuma(image, part, pixels);
  mixChroma(image, part, pixels);
}

/** @param pixels those of the part, 0 where it is empty: most are. */
function mixLuma(
  { y: plane, strides }: YuvPlanes,
  { x: left, y: top, width, height, data }: OverlayPart,
  pixels: Uint32Array,
): void {
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const to = (top + row) * strides.y + left;
    for (let column = 0; column < width; column++) {
      if (pixels[from + column] === 0) continue;
      const at = 4 * (from + column);
      const level = 16 + LUMA * (RED * data[at] + GREEN * data[at + 1] + BLUE * data[at + 2]);
      const under = plane[to + column];
      plane[to + column] = under + (data[at + 3] / 255) * (level - under) + 0.5;
    }
  }
}

function mixChroma(
  { u: uPlane, v: vPlane, strides }: YuvPlanes,
  { x: left, y: top, width, height, data }: OverlayPart,
  pixels: Uint32Array,
): void {
  for (let row = 0; row < height; row += 2) {
    // At the edge of an image of odd size the last pixels count twice.
    const down = row + 1 < height ? width : 0;
    const to = ((top + row) >> 1) * strides.uv + (left >> 1);
    for (let column = 0; column < width; column += 2) {
      const at = row * width + column;
      const right = column + 1 < width ? 1 : 0;
      const upper = pixels[at] | pixels[at + right];
      if ((upper | pixels[at + down] | pixels[at + down + right]) === 0) continue;
      let opacity = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0; k < 4; k++) {
        const pixel = 4 * (at + (k & 1 ? right : 0) + (k & 2 ? down : 0));
        const share = data[pixel + 3] / (4 * 255);
        opacity += share;
        red += share * data[pixel];
        green += share * data[pixel + 1];
        blue += share * data[pixel + 2];
      }
      const luma = RED * red + GREEN * green + BLUE * blue;
      const chroma = to + (column >> 1);
      const through = 1 - opacity;
      uPlane[chroma] = 128 + through * (uPlane[chroma] - 128) + U * (blue - luma) + 0.5;
      vPlane[chroma] = 128 + through * (vPlane[chroma] - 128) + V * (red - luma) + 0.5;
    }
  }
}

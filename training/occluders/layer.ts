// The transparent layer that an occluder is drawn on, and its interpolation at pixels of the image.

import { type Canvas, createCanvas } from "@napi-rs/canvas";
import type { Sketch } from "./sketch.ts";

/** A drawn layer: RGBA with straight alpha over a rectangle of the image, `scale` layer pixels per image pixel. */
export interface Layer {
  readonly data: Uint8ClampedArray;
  /** The same bytes as one number per pixel: zero where nothing was drawn. */
  readonly pixels: Uint32Array;
  readonly layerWidth: number;
  readonly layerHeight: number;
  /** The rectangle in the image: left, top (inclusive), right, bottom (exclusive). */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly scale: number;
  /** For each column and each row of the rectangle: the neighbouring ones of the layer. */
  readonly columns: Neighbours;
  readonly rows: Neighbours;
}

/** Positions of image pixels between two columns (or rows) of a layer. */
interface Neighbours {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Weight of the second, 0..1. */
  readonly share: Float32Array;
}

/** Objects are drawn up to this distance from the eyes, in face units. */
const REACH = 2.2;

/** One canvas for all layers, enlarged when needed: creating one for each call would cost more than the drawing. */
let canvas: Canvas | undefined;

/**
 * Draws an occluder on a transparent layer over the part of the image around the face, or over all of it.
 *
 * For a blurred photograph the layer is drawn smaller; enlarging it then blurs the object as well.
 *
 * @returns undefined where no part of the layer lies in the image.
 */
export function drawLayer(
  draw: (sketch: Sketch) => void,
  sketch: Omit<Sketch, "context">,
  whole: boolean,
): Layer | undefined {
  const { face, light, image, random } = sketch;
  const { a, b, c, d, e, f } = face.toImage;
  const reach = whole ? Number.POSITIVE_INFINITY : REACH * face.unit;
  const left = Math.max(0, Math.floor(c - reach));
  const top = Math.max(0, Math.floor(f - reach));
  const right = Math.min(image.width, Math.ceil(c + reach));
  const bottom = Math.min(image.height, Math.ceil(f + reach));
  if (right <= left || bottom <= top) return undefined;
  const scale = Math.min(1, Math.max(0.4, 0.6 / (light.blur * random.between(0.5, 1.1))));
  const layerWidth = Math.ceil((right - left) * scale);
  const layerHeight = Math.ceil((bottom - top) * scale);
  if (canvas === undefined || canvas.width < layerWidth || canvas.height < layerHeight) {
    canvas = createCanvas(
      Math.max(canvas?.width ?? 0, layerWidth),
      Math.max(canvas?.height ?? 0, layerHeight),
    );
  }
  const context = canvas.getContext("2d");
  context.resetTransform();
  context.clearRect(0, 0, layerWidth, layerHeight);
  context.save();
  // Edges are rasterised relative to the clip: without it, results would depend on the size of the canvas.
  context.beginPath();
  context.rect(0, 0, layerWidth, layerHeight);
  context.clip();
  // In canvas coordinates the centre of the first pixel is at one half.
  context.setTransform(
    a * scale,
    d * scale,
    b * scale,
    e * scale,
    (c - left + 0.5) * scale,
    (f - top + 0.5) * scale,
  );
  context.lineCap = "round";
  context.lineJoin = "round";
  draw({ ...sketch, context });
  context.restore();
  const { data } = context.getImageData(0, 0, layerWidth, layerHeight);
  const pixels = new Uint32Array(data.buffer, data.byteOffset, layerWidth * layerHeight);
  const columns = neighbourPixels(right - left, scale, layerWidth);
  const rows = neighbourPixels(bottom - top, scale, layerHeight);
  const size = { layerWidth, layerHeight, left, top, right, bottom };
  return { data, pixels, ...size, scale, columns, rows };
}

function neighbourPixels(count: number, scale: number, size: number): Neighbours {
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const share = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const at = (i + 0.5) * scale - 0.5;
    const floor = Math.floor(at);
    first[i] = Math.max(0, floor);
    second[i] = Math.min(size - 1, floor + 1);
    share[i] = at - floor;
  }
  return { first, second, share };
}

/**
 * Interpolates a layer bilinearly between four of its pixels.
 *
 * @param upper start of the upper row in pixels, `lower` that of the lower row; `first` and `second` are columns.
 * @param below weight of the lower row, `beside` that of the second column.
 * @param out receives red, green and blue, premultiplied with alpha.
 * @returns alpha, 0..1.
 */
export function sampleLayer(
  { data, pixels }: Layer,
  upper: number,
  lower: number,
  below: number,
  first: number,
  second: number,
  beside: number,
  out: Float32Array,
): number {
  const p = upper + first;
  if (beside === 0 && below === 0) {
    if (pixels[p] === 0) return 0;
    const alpha = data[4 * p + 3] / 255;
    out[0] = alpha * data[4 * p];
    out[1] = alpha * data[4 * p + 1];
    out[2] = alpha * data[4 * p + 2];
    return alpha;
  }
  const q = upper + second;
  const r = lower + first;
  const s = lower + second;
  const drawn = pixels[p] | pixels[q] | pixels[r] | pixels[s];
  if (drawn === 0) return 0;
  const wp = ((1 - beside) * (1 - below) * data[4 * p + 3]) / 255;
  const wq = (beside * (1 - below) * data[4 * q + 3]) / 255;
  const wr = ((1 - beside) * below * data[4 * r + 3]) / 255;
  const ws = (beside * below * data[4 * s + 3]) / 255;
  for (let channel = 0; channel < 3; channel++) {
    out[channel] =
      wp * data[4 * p + channel] +
      wq * data[4 * q + channel] +
      wr * data[4 * r + channel] +
      ws * data[4 * s + channel];
  }
  return wp + wq + wr + ws;
}

/** The layer's alpha at one pixel of the image, 0..1; 0 outside the layer. */
export function alphaAt(layer: Layer, x: number, y: number): number {
  const { layerWidth, left, top, right, bottom, columns, rows } = layer;
  if (x < left || y < top || x >= right || y >= bottom) return 0;
  const i = x - left;
  const j = y - top;
  return sampleLayer(
    layer,
    rows.first[j] * layerWidth,
    rows.second[j] * layerWidth,
    rows.share[j],
    columns.first[i],
    columns.second[i],
    columns.share[i],
    new Float32Array(3),
  );
}

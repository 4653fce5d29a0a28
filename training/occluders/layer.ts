// The transparent layer an occluder is drawn on, and how it is laid over the photograph.

import { type Canvas, createCanvas } from "@napi-rs/canvas";
import type { Random } from "../random.ts";
import type { FaceFrame } from "./faceFrame.ts";
import type { Light } from "./light.ts";
import type { Sketch } from "./sketch.ts";

/** A drawn layer: straight-alpha RGBA covering a rectangle of the picture at `scale` layer pixels a pixel. */
export interface Layer {
  readonly data: Uint8ClampedArray;
  readonly layerWidth: number;
  readonly layerHeight: number;
  /** The rectangle in the picture: left, top (inclusive), right, bottom (exclusive). */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly scale: number;
}

/** How a layer is laid on: whether it takes on the photograph's light, casts a shadow, and carries noise. */
export interface Finish {
  readonly lit: boolean;
  readonly shadow: boolean;
}

/** How far from the eyes things are drawn, in face units. */
const REACH = 2.2;

/** One canvas for all layers, grown when needed and cleared before use: a fresh one a call would cost more than the drawing. */
let canvas: Canvas | undefined;

/**
 * Draws an occluder on a transparent layer over the part of the picture around the face (or all of it).
 *
 * In a blurred photograph the layer is drawn smaller, so that enlarging it blurs it alike.
 *
 * @returns undefined where no part of the surroundings lies in the picture.
 */
export function drawLayer(
  draw: (sketch: Sketch) => void,
  sketch: Omit<Sketch, "context">,
  whole: boolean,
): Layer | undefined {
  const { face, light, picture, random } = sketch;
  const { a, b, c, d, e, f } = face.toPicture;
  const reach = whole ? Number.POSITIVE_INFINITY : REACH * face.unit;
  const left = Math.max(0, Math.floor(c - reach));
  const top = Math.max(0, Math.floor(f - reach));
  const right = Math.min(picture.width, Math.ceil(c + reach));
  const bottom = Math.min(picture.height, Math.ceil(f + reach));
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
  // Canvas coordinates have the first pixel's centre at one half.
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
  return { data, layerWidth, layerHeight, left, top, right, bottom, scale };
}

/**
 * The layer's colour over one pixel of the picture, bilinear, premultiplied with alpha 0..1, into `out`.
 *
 * @returns the alpha; 0 outside the layer.
 */
export function sampleLayer(layer: Layer, x: number, y: number, out: Float32Array): number {
  const { data, layerWidth, layerHeight, scale } = layer;
  out.fill(0);
  if (x < layer.left || y < layer.top || x >= layer.right || y >= layer.bottom) return 0;
  const px = (x - layer.left + 0.5) * scale - 0.5;
  const py = (y - layer.top + 0.5) * scale - 0.5;
  const x0 = Math.floor(px);
  const y0 = Math.floor(py);
  let [alpha, red, green, blue] = [0, 0, 0, 0];
  for (let corner = 0; corner < 4; corner++) {
    const dx = corner & 1;
    const dy = corner >> 1;
    const share = (dx === 1 ? px - x0 : 1 - px + x0) * (dy === 1 ? py - y0 : 1 - py + y0);
    if (share === 0) continue;
    const cx = Math.max(0, Math.min(layerWidth - 1, x0 + dx));
    const cy = Math.max(0, Math.min(layerHeight - 1, y0 + dy));
    const at = (cy * layerWidth + cx) * 4;
    const weight = (share * (data[at + 3] as number)) / 255;
    if (weight === 0) continue;
    alpha += weight;
    red += weight * (data[at] as number);
    green += weight * (data[at + 1] as number);
    blue += weight * (data[at + 2] as number);
  }
  out[0] = red;
  out[1] = green;
  out[2] = blue;
  return alpha;
}

/** Lays a layer over an interleaved RGB picture in place, matched to the photograph's light. */
export function pasteLayer(
  image: Uint8Array,
  width: number,
  layer: Layer,
  face: FaceFrame,
  light: Light,
  finish: Finish,
  random: Random,
): void {
  const gain = finish.lit ? light.gain : ([1, 1, 1] as const);
  const strength = finish.lit ? random.between(0.3, 0.8) : 0;
  const offsetX = random.normal() * 0.25;
  const offsetY = random.normal() * 0.25;
  const slopeX = strength * light.slope.x + (finish.lit ? offsetX : 0);
  const slopeY = strength * light.slope.y + (finish.lit ? offsetY : 0);
  const noise = random.chance(0.6) ? random.between(0, 5) : 0;
  const noiseAt = random.below(NOISE.length);
  const shadow = finish.shadow ? castShadow(layer, face, random) : undefined;
  const { a, d, c, f } = face.toPicture;
  const squared = face.unit * face.unit;
  const color = new Float32Array(3);
  for (let y = layer.top; y < layer.bottom; y++) {
    for (let x = layer.left; x < layer.right; x++) {
      const alpha = sampleLayer(layer, x, y, color);
      const dark = shadow === undefined || alpha > 0.99 ? 0 : shadow.at(x, y);
      if (alpha === 0 && dark < 0.004) continue;
      const u = (a * (x - c) + d * (y - f)) / squared;
      const v = (a * (y - f) - d * (x - c)) / squared;
      const shading = Math.max(0.45, Math.min(1.5, 1 + slopeX * u + slopeY * v));
      const grain = noise * alpha * (NOISE[(noiseAt + y * 211 + x) % NOISE.length] as number);
      let red = (color[0] as number) * gain[0] * shading;
      let green = (color[1] as number) * gain[1] * shading;
      let blue = (color[2] as number) * gain[2] * shading;
      if (light.grey) {
        red = 0.299 * red + 0.587 * green + 0.114 * blue;
        green = red;
        blue = red;
      }
      const rest = (1 - alpha) * (1 - dark * (1 - alpha));
      const at = (y * width + x) * 3;
      image[at] = toByte((image[at] as number) * rest + red + grain);
      image[at + 1] = toByte((image[at + 1] as number) * rest + green + grain);
      image[at + 2] = toByte((image[at + 2] as number) * rest + blue + grain);
    }
  }
}

/** The darkness, 0..1, that a layer casts beside itself: its alpha, coarse, blurred and shifted. */
function castShadow(
  layer: Layer,
  face: FaceFrame,
  random: Random,
): { at(x: number, y: number): number } {
  const { data, layerWidth, layerHeight, scale } = layer;
  const cell = Math.max(2, Math.round(face.unit * scale * 0.035));
  const columns = Math.ceil(layerWidth / cell) + 2;
  const rows = Math.ceil(layerHeight / cell) + 2;
  let grid = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    const y = Math.min(layerHeight - 1, (row - 1) * cell + (cell >> 1));
    for (let column = 1; column < columns - 1; column++) {
      const x = Math.min(layerWidth - 1, (column - 1) * cell + (cell >> 1));
      grid[row * columns + column] = (data[(y * layerWidth + x) * 4 + 3] as number) / 255;
    }
  }
  for (let pass = 0; pass < 2; pass++) grid = blurred(grid, columns, rows);
  const strength = random.between(0, 0.5);
  const angle = random.between(-2.4, 2.4) + Math.PI / 2;
  const distance = face.unit * random.between(0, 0.05);
  const shiftX = Math.cos(angle) * distance;
  const shiftY = Math.sin(angle) * distance;
  return {
    at(x, y) {
      const gx = ((x - shiftX - layer.left + 0.5) * scale) / cell + 0.5;
      const gy = ((y - shiftY - layer.top + 0.5) * scale) / cell + 0.5;
      const column = Math.floor(gx);
      const row = Math.floor(gy);
      if (column < 0 || row < 0 || column >= columns - 1 || row >= rows - 1) return 0;
      const at = row * columns + column;
      const fx = gx - column;
      const fy = gy - row;
      const upper = (grid[at] as number) * (1 - fx) + (grid[at + 1] as number) * fx;
      const lower =
        (grid[at + columns] as number) * (1 - fx) + (grid[at + columns + 1] as number) * fx;
      return strength * (upper * (1 - fy) + lower * fy);
    },
  };
}

function blurred(grid: Float32Array, columns: number, rows: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      let sum = 0;
      for (const offset of [-columns, 0, columns]) {
        const middle = at + offset;
        sum +=
          (grid[middle - 1] as number) + (grid[middle] as number) + (grid[middle + 1] as number);
      }
      out[at] = sum / 9;
    }
  }
  return out;
}

function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}

/** Roughly normal noise of standard deviation 1; a fixed table, entered at a random place. */
const NOISE: Float32Array = (() => {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Float32Array.from({ length: 8191 }, () => (next() + next() + next() - 1.5) * 2);
})();

// Pastes a drawn layer into a photograph with matching light, a cast shadow and noise.

import type { Random } from "../../src/math/random.ts";
import { meanOfNeighbours } from "../imaging/blur.ts";
import { GRAIN } from "../imaging/noise.ts";
import { lumaOf } from "../imaging/tone.ts";
import type { FaceFrame } from "./faceFrame.ts";
import { type Layer, sampleLayer } from "./layer.ts";
import type { Light } from "./light.ts";

/** Whether a layer is lit like the photograph, and whether it casts a shadow. */
export interface Finish {
  readonly lit: boolean;
  readonly shadow: boolean;
}

/** Largest standard deviation of the noise on an object, in grey levels. */
const MAX_NOISE = 5;
/** Reach of shadows, in face units. */
const SHADOW_REACH = 0.16;
/** Fainter shadows would not change a byte. */
const LEAST_SHADOW = 0.002;
/** Cell size of the shadow grid in face units: coarse, since shadows are soft. */
const SHADOW_CELL = 0.035;

/** Pastes a layer into an interleaved RGB image of this width, in place. */
export function pasteLayer(
  image: Uint8Array,
  width: number,
  layer: Layer,
  face: FaceFrame,
  light: Light,
  finish: Finish,
  random: Random,
): void {
  const { a, d, c, f } = face.toImage;
  const squared = face.unit * face.unit;
  const gain = finish.lit ? light.gain : ([1, 1, 1] as const);
  const follow = finish.lit ? random.between(0.3, 0.8) : 0;
  const deviation = finish.lit ? 0.2 : 0;
  const slopeX = follow * light.slope.x + deviation * random.normal();
  const slopeY = follow * light.slope.y + deviation * random.normal();
  const noise = random.chance(0.6) ? random.between(0, MAX_NOISE) : 0;
  let noiseAt = random.below(GRAIN.length);
  const shadow = finish.shadow && random.chance(0.65) ? castShadow(layer, face, random) : undefined;
  const area = drawnArea(layer, shadow === undefined ? 0 : SHADOW_REACH * face.unit);
  const { layerWidth, left, top, columns, rows } = layer;
  const color = new Float32Array(3);
  for (let j = area.top; j < area.bottom; j++) {
    const y = top + j;
    const upper = rows.first[j] * layerWidth;
    const lower = rows.second[j] * layerWidth;
    const below = rows.share[j];
    shadow?.beginRow(y);
    for (let i = area.left; i < area.right; i++) {
      const x = left + i;
      const alpha = sampleLayer(
        layer,
        upper,
        lower,
        below,
        columns.first[i],
        columns.second[i],
        columns.share[i],
        color,
      );
      const at = (y * width + x) * 3;
      if (shadow !== undefined && alpha < 0.99) {
        const dark = shadow.at(x) * (1 - alpha);
        if (dark > LEAST_SHADOW) {
          image[at] = image[at] * (1 - dark) + 0.5;
          image[at + 1] = image[at + 1] * (1 - dark) + 0.5;
          image[at + 2] = image[at + 2] * (1 - dark) + 0.5;
        }
      }
      if (alpha === 0) continue;
      const u = (a * (x - c) + d * (y - f)) / squared;
      const v = (a * (y - f) - d * (x - c)) / squared;
      const shading = Math.max(0.45, Math.min(1.5, 1 + slopeX * u + slopeY * v));
      noiseAt = (noiseAt + 1) & (GRAIN.length - 1);
      const grain = noise * alpha * GRAIN[noiseAt] + 0.5;
      let red = color[0] * gain[0] * shading;
      let green = color[1] * gain[1] * shading;
      let blue = color[2] * gain[2] * shading;
      if (light.grey) {
        red = lumaOf(red, green, blue);
        green = red;
        blue = red;
      }
      const rest = 1 - alpha;
      image[at] = toByte(image[at] * rest + red + grain);
      image[at + 1] = toByte(image[at + 1] * rest + green + grain);
      image[at + 2] = toByte(image[at + 2] * rest + blue + grain);
    }
  }
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The bounds of everything drawn, widened by `margin`, in image pixels from the layer's corner. */
function drawnArea(layer: Layer, margin: number): Area {
  const { pixels, layerWidth, layerHeight, scale } = layer;
  let left = layerWidth;
  let right = -1;
  let top = layerHeight;
  let bottom = -1;
  for (let y = 0; y < layerHeight; y++) {
    const row = y * layerWidth;
    let x = 0;
    while (x < layerWidth && pixels[row + x] === 0) x++;
    if (x === layerWidth) continue;
    left = Math.min(left, x);
    top = Math.min(top, y);
    bottom = y;
    let last = layerWidth - 1;
    while (last > right && pixels[row + last] === 0) last--;
    right = Math.max(right, last);
  }
  // One more layer pixel on each side, for the interpolation.
  return {
    left: Math.max(0, Math.floor((left - 1) / scale - margin)),
    top: Math.max(0, Math.floor((top - 1) / scale - margin)),
    right: Math.min(layer.right - layer.left, Math.ceil((right + 2) / scale + margin)),
    bottom: Math.min(layer.bottom - layer.top, Math.ceil((bottom + 2) / scale + margin)),
  };
}

/** Darkness 0..1 of a shadow, read row by row. */
interface Shadow {
  beginRow(y: number): void;
  at(x: number): number;
}

/** The shadow of a layer: its alpha on a coarse grid, blurred and shifted. */
function castShadow(layer: Layer, face: FaceFrame, random: Random): Shadow {
  const { data, layerWidth, layerHeight, left, top, scale } = layer;
  const cell = Math.max(2, Math.round(face.unit * scale * SHADOW_CELL));
  // An empty cell on each side, so that the shadow fades out.
  const columns = Math.ceil(layerWidth / cell) + 2;
  const rows = Math.ceil(layerHeight / cell) + 2;
  const strength = random.between(0.1, 0.55);
  let grid = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    const y = Math.min(layerHeight - 1, (row - 1) * cell + (cell >> 1));
    for (let column = 1; column < columns - 1; column++) {
      const x = Math.min(layerWidth - 1, (column - 1) * cell + (cell >> 1));
      const alpha = data[(y * layerWidth + x) * 4 + 3];
      grid[row * columns + column] = (strength * alpha) / 255;
    }
  }
  for (let pass = 0; pass < 2; pass++) grid = meanOfNeighbours(grid, columns, rows);
  const angle = random.between(0, 2 * Math.PI);
  const distance = face.unit * random.between(0, 0.05);
  // Most light comes from above, so most shadows are shifted downwards.
  const shiftX = Math.cos(angle) * distance;
  const shiftY = (Math.sin(angle) * 0.7 + 0.4) * distance;
  const line = new Float32Array(columns + 1);
  const step = scale / cell;
  const start = (0.5 - shiftX - left) * step + 0.5;
  return {
    beginRow(y) {
      const gy = Math.max(0, Math.min(rows - 1.001, (y + 0.5 - shiftY - top) * step + 0.5));
      const row = Math.floor(gy);
      const fy = gy - row;
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column;
        line[column] = grid[at] * (1 - fy) + grid[at + columns] * fy;
      }
    },
    at(x) {
      const gx = Math.max(0, Math.min(columns - 1, x * step + start));
      const column = Math.floor(gx);
      const fx = gx - column;
      return line[column] * (1 - fx) + line[column + 1] * fx;
    },
  };
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, value));
}

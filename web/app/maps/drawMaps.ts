// Draws heat maps over the image they were read from: what is seen in blue, what is hidden in orange.

import type { FaceMaps } from "../../../src/index.ts";

/** Which landmark's map; null lays all 68 over each other, the strongest on top. */
export type MapChoice = number | null;

/** Which part of the maps is drawn. */
export type MapSign = "both" | "positive" | "negative";

const POSITIVE = [53, 200, 255] as const;
const NEGATIVE = [255, 129, 48] as const;

/** One map as values of size × size, of one landmark or of all. */
export function mapOf({ stacks, size }: FaceMaps, stack: number, choice: MapChoice): Float32Array {
  const maps = stacks[stack] ?? new Float32Array(0);
  const area = size * size;
  if (choice !== null) return maps.subarray(choice * area, (choice + 1) * area);
  const all = new Float32Array(area);
  for (let at = 0; at < maps.length; at++) {
    const value = maps[at];
    if (Math.abs(value) > Math.abs(all[at % area])) all[at % area] = value;
  }
  return all;
}

/** The value of greatest magnitude, with its sign. */
export function peakOf(map: Float32Array): number {
  return map.reduce((peak, value) => (Math.abs(value) > Math.abs(peak) ? value : peak), 0);
}

/** A map as an image: its sign in the colour, its magnitude in the opacity. */
export function colorMap(map: Float32Array, size: number, sign: MapSign): OffscreenCanvas {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no 2-D canvas to draw on.");
  const image = context.createImageData(size, size);
  for (let at = 0; at < size * size; at++) {
    const value = map[at] ?? 0;
    const wanted = sign === "both" || (sign === "positive" ? value > 0 : value < 0);
    const [red, green, blue] = value > 0 ? POSITIVE : NEGATIVE;
    image.data[4 * at] = red;
    image.data[4 * at + 1] = green;
    image.data[4 * at + 2] = blue;
    image.data[4 * at + 3] = wanted ? 245 * Math.min(1, Math.abs(value)) : 0;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Draws the part of an image that the maps cover upright into a square canvas, darkened so that maps stand out. */
export function drawWindow(
  context: CanvasRenderingContext2D,
  side: number,
  image: CanvasImageSource,
  { corners }: Pick<FaceMaps, "corners">,
): void {
  // A square that may be turned, never sheared: two corners tell all.
  const [origin, right] = corners;
  const width = Math.hypot(right.x - origin.x, right.y - origin.y);
  const angle = Math.atan2(right.y - origin.y, right.x - origin.x);
  const scale = side / Math.max(1, width);
  context.save();
  context.fillStyle = "#05080b";
  context.fillRect(0, 0, side, side);
  context.globalAlpha = 0.55;
  context.scale(scale, scale);
  context.rotate(-angle);
  context.translate(-origin.x - 0.5, -origin.y - 0.5);
  context.drawImage(image, 0, 0);
  context.restore();
}

// Reads a face's heat maps from the worker and draws them: visible landmarks in blue, occluded ones in orange.

import type { FaceMaps } from "../../../src/index.ts";
import type { EngineClient } from "../engine/client.ts";
import type { AnalysedFrame } from "../state/live.ts";

/** The landmark whose map is drawn; null draws all 68, the strongest on top. */
export type MapChoice = number | null;

/** The sign of the values that are drawn. */
export type MapSign = "both" | "positive" | "negative";

const POSITIVE = [53, 200, 255] as const;
const NEGATIVE = [255, 129, 48] as const;

/**
 * The heat maps of a frame's face from the worker, with corners in pixels of the frame's image.
 *
 * @returns null when there is no face.
 */
export async function readMaps(
  engine: EngineClient,
  analysed: AnalysedFrame,
): Promise<FaceMaps | null> {
  const { face, image: canvas, width } = analysed;
  if (face === null) return null;
  const scale = canvas.width / width;
  // Pixel centres have whole coordinates, so half a pixel is added before scaling and removed after it.
  const landmarks = face.landmarks.map(({ x, y }) => ({
    x: (x + 0.5) * scale - 0.5,
    y: (y + 0.5) * scale - 0.5,
  }));
  const image = await createImageBitmap(canvas);
  const longestSide = Math.max(canvas.width, canvas.height);
  return engine.call("maps", { image, longestSide, landmarks }, [image]);
}

/** The map of one landmark or of all, size × size values. */
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

/** The value with the greatest magnitude. */
export function peakOf(map: Float32Array): number {
  return map.reduce((peak, value) => (Math.abs(value) > Math.abs(peak) ? value : peak), 0);
}

/** A map as an image: the sign as colour, the magnitude as opacity. */
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

/** Draws the part of an image that the maps cover into a square canvas: upright, and darkened so that maps stand out. */
export function drawWindow(
  context: CanvasRenderingContext2D,
  side: number,
  image: CanvasImageSource,
  { corners }: Pick<FaceMaps, "corners">,
): void {
  // The window is a square that may be turned: two corners define it.
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

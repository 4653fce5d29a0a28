// The apparent skin tone of an annotated face in its photograph, to report errors by skin tone.

import type { Frame } from "../../src/image/frame.ts";
import type { Point } from "../../src/image/geometry.ts";
import { landmarkAt } from "../../src/landmarks/scheme68.ts";
import { interocularDistance, median } from "./landmarkMetrics.ts";

/** From light to dark, by the individual typology angle. `grey`: the image has no colour or shows no cheek. */
const SKIN_TONES = ["light", "medium", "dark", "grey"] as const;
export type SkinTone = (typeof SKIN_TONES)[number];

/** Degrees. "Very light" and "light" skin lies above the first bound, "brown" and "dark" skin below the second. */
const LIGHT_ABOVE = 41;
const DARK_BELOW = 10;
/** Skin under white light has a larger CIELAB chroma than this. */
const LEAST_CHROMA = 3;
/** Half the side of a cheek's patch, as a share of the distance between the outer eye corners. */
const PATCH = 0.1;

/**
 * The tone of a face's skin by the individual typology angle of its cheeks.
 *
 * It is measured on the photograph, so illumination and exposure change it. It describes what the networks were shown,
 * not the person's skin.
 *
 * @param frame RGB or RGBA.
 * @param landmarks the 68 annotated points in pixels of the frame.
 * @param occluded which of them are known to be occluded. A cheek next to one of them is not used.
 */
export function skinToneOf(
  frame: Frame,
  landmarks: readonly Point[],
  occluded?: readonly boolean[],
): SkinTone {
  const angle = typologyAngle(frame, landmarks, occluded);
  if (angle === null) return "grey";
  if (angle > LIGHT_ABOVE) return "light";
  return angle < DARK_BELOW ? "dark" : "medium";
}

/**
 * The individual typology angle, atan2(L* − 50, b*) in degrees (Chardon, Cretois and Hourseau, *Skin colour
 * typology and suntanning pathways*, 1991), of the median pixel of both cheeks; `null` without colour or cheeks.
 */
export function typologyAngle(
  frame: Frame,
  landmarks: readonly Point[],
  occluded: readonly boolean[] = [],
): number | null {
  const pixels = CHEEKS.filter((corners) => !corners.some((index) => occluded[index] === true))
    .flatMap((corners) => patchPixels(frame, landmarks, corners))
    .map(toLab);
  if (pixels.length === 0) return null;
  const [lightness, a, b] = ([0, 1, 2] as const).map((axis) =>
    median(pixels.map((lab) => lab[axis])),
  ) as [number, number, number];
  if (Math.hypot(a, b) < LEAST_CHROMA) return null;
  return (Math.atan2(lightness - 50, b) * 180) / Math.PI;
}

/** A cheek's centre is the mean of four landmarks: outer eye corner, mouth corner, nostril, and jaw beside them. */
const CHEEKS = [
  [36, 48, 31, 2],
  [45, 54, 35, 14],
] as const;

type Colour = readonly [number, number, number];

function patchPixels(
  frame: Frame,
  landmarks: readonly Point[],
  corners: readonly number[],
): Colour[] {
  const { width, height, data, channels } = frame;
  const middle = meanPoint(corners.map((index) => landmarkAt(landmarks, index)));
  const half = PATCH * interocularDistance(landmarks);
  const pixels: Colour[] = [];
  for (let y = Math.ceil(middle.y - half); y <= middle.y + half; y++) {
    for (let x = Math.ceil(middle.x - half); x <= middle.x + half; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const from = (y * width + x) * channels;
      pixels.push([data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0]);
    }
  }
  return pixels;
}

function meanPoint(points: readonly Point[]): Point {
  const sum = points.reduce((p, q) => ({ x: p.x + q.x, y: p.y + q.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** sRGB bytes to CIELAB (D65), IEC 61966-2-1 and CIE 15. */
function toLab([red, green, blue]: Colour): Colour {
  const [r, g, b] = [red, green, blue].map((byte) => {
    const level = byte / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const x = cubeRoot((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = cubeRoot(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = cubeRoot((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function cubeRoot(t: number): number {
  return t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29;
}

/** Faces of one tone, and how many of them were missed. */
export interface SkinReport {
  readonly skin: SkinTone;
  readonly faces: number;
  readonly missed: number;
}

/** Counts faces and missed faces of each skin tone, from light to dark. */
export function bySkin(
  faces: readonly { readonly skin: SkinTone; readonly found: boolean }[],
): SkinReport[] {
  return SKIN_TONES.map((skin) => {
    const those = faces.filter((face) => face.skin === skin);
    return { skin, faces: those.length, missed: those.filter(({ found }) => !found).length };
  });
}

// Light and camera of a scene: shaded faces, other light on the whole, and losses that its smallest faces survive.

import type { Random } from "../../src/math/random.ts";
import { blur, motionBlur } from "../imaging/blur.ts";
import { compress } from "../imaging/compression.ts";
import { lamp, shadeEllipse, sideLight } from "../imaging/light.ts";
import { addRandomNoise } from "../imaging/noise.ts";
import { enlarge, shrink } from "../imaging/resolution.ts";
import {
  applyTables,
  changeColours,
  changeTone,
  toGrey,
  toInfrared,
  toneTable,
} from "../imaging/tone.ts";
import type { Scene } from "./scene.ts";

/** Faces of this many pixels or fewer must not lose sharpness. */
const SHARPNESS_LIMIT = 20;

/** The share of faces that are shaded. */
const SHADED_SHARE = 0.15;
/** Shading is full up to the first and ends at the second of these, in halves of the face box. */
const SHADE_FADE = [0.95, 1.5] as const;

/**
 * Brightens or darkens some of a scene's faces, in place. Photographs of crowds show few dark faces and few faces that
 * are dark before a bright background. A detector trained on them alone misses such faces even when near and sharp.
 */
export function shadeFaces(scene: Scene, random: Random): void {
  const { image, size } = scene;
  for (const { box, ignored } of scene.faces) {
    if (ignored || !random.chance(SHADED_SHARE)) continue;
    const gain = random.chance(0.8) ? random.between(0.25, 0.9) : random.between(1, 1.35);
    // Dark skin is browner too: blue falls more than red.
    const warmth = gain < 1 ? random.between(0, 0.15) : 0;
    const gains = [gain * (1 + warmth), gain, gain * (1 - warmth)] as const;
    shadeEllipse(image, size, box, gains, SHADE_FADE);
  }
}

/** Changes a scene's light and camera in place. */
export function relight({ image, size, faces }: Scene, random: Random): void {
  const chance = (probability: number) => random.chance(probability);
  if (chance(0.12)) {
    const angle = random.between(0, 2 * Math.PI);
    const edge = random.between(-0.4, 0.4);
    sideLight(image, size, angle, edge, random.between(0.15, 0.7), random.between(0.25, 0.7), 1.5);
  }
  if (chance(0.1)) {
    // A cabin camera with its own infrared lamp, which lights the middle.
    toInfrared(image, random.between(0.6, 0.9));
    const x = size * random.between(0.25, 0.75);
    const y = size * random.between(0.25, 0.75);
    lamp(image, size, x, y, size * random.between(0.3, 0.7), 1.1, random.between(0.15, 0.6));
  } else if (chance(0.12)) {
    toGrey(image);
  } else if (chance(0.35)) {
    changeColours(image, 0.2, [0.4, 1.5], random);
  }
  if (chance(0.6)) changeTone(image, random);
  if (chance(0.08)) applyTables(image, toneTable(random.between(0.2, 0.6), 1, 1));
  const smallest = faces.reduce(
    (least, { box, ignored }) =>
      ignored ? least : Math.min(least, Math.max(box.width, box.height)),
    size,
  );
  degrade(image, size, smallest, random);
}

/** Blur, fewer pixels, noise and compression, limited by the size of the smallest face. */
function degrade(image: Uint8Array, size: number, smallestFace: number, random: Random): void {
  const margin = smallestFace / SHARPNESS_LIMIT;
  if (random.chance(0.15) && margin > 1) {
    blur(image, size, 1 + Math.floor(Math.min(3, margin - 1) * random.next() ** 2));
  }
  if (random.chance(0.06) && margin > 1.5) {
    const length = Math.min(12, 2 + 2 * margin * random.next());
    image.set(motionBlur(image, size, length, random.between(0, Math.PI)));
  }
  const reduced = random.chance(0.15) && margin > 1.3;
  const pixels = reduced ? Math.round(size * random.between(Math.max(0.3, 1 / margin), 1)) : size;
  const sensor = reduced ? shrink(image, size, pixels) : image;
  if (random.chance(0.25)) addRandomNoise(sensor, pixels, random);
  if (random.chance(0.12)) compress(sensor, pixels, random.between(25, 75));
  if (reduced) enlarge(sensor, pixels, size, image);
}

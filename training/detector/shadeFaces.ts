// Faces darker or lighter than what is around them: other skin, a hat's shade, light from behind.

import type { Box } from "../../src/image/geometry.ts";
import type { Random } from "../../src/math/random.ts";
import type { Canvas } from "./pyramid.ts";
import type { Scene } from "./scene.ts";

/** How many faces are shaded. */
const SHARE = 0.15;
/** The darkest and the lightest a face becomes, as factors of its grey levels. */
const DARKEST = 0.25;
const LIGHTEST = 1.35;
/** Where the shading begins to fade and where it ends, in halves of the face box. */
const FULL_WITHIN = 0.95;
const GONE_FROM = 1.5;

/**
 * Shades some of a scene's faces, in place. Photographs of crowds show few dark faces and few that are dark against a
 * bright background, and a detector that learns from them alone misses sharp, near ones.
 */
export function shadeFaces(scene: Scene, random: Random): void {
  for (const { box, ignored } of scene.faces) {
    if (ignored || !random.chance(SHARE)) continue;
    const gain = random.chance(0.8) ? random.between(DARKEST, 0.9) : random.between(1, LIGHTEST);
    // Dark skin is browner too: blue falls more than red.
    const warmth = gain < 1 ? random.between(0, 0.15) : 0;
    shade(scene, box, [gain * (1 + warmth), gain, gain * (1 - warmth)]);
  }
}

function shade({ image, size }: Canvas, box: Box, gains: readonly [number, number, number]): void {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const reach = GONE_FROM / 2;
  const first = (centre: number, side: number) => Math.max(0, Math.ceil(centre - reach * side));
  const last = (centre: number, side: number) => Math.min(size - 1, centre + reach * side);
  for (let row = first(y, box.height); row <= last(y, box.height); row++) {
    for (let column = first(x, box.width); column <= last(x, box.width); column++) {
      const off = Math.hypot((column - x) / (box.width / 2), (row - y) / (box.height / 2));
      const share = Math.min(1, Math.max(0, (GONE_FROM - off) / (GONE_FROM - FULL_WITHIN)));
      for (const [channel, gain] of gains.entries()) {
        const at = 3 * (row * size + column) + channel;
        const level = (image[at] ?? 0) * (1 + share * (gain - 1));
        image[at] = Math.min(255, Math.round(level));
      }
    }
  }
}

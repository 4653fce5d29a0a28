// Occludes faces of a scene: with drawn objects where landmarks are known, with a plain piece where only a box is.

import { LANDMARK_COUNT } from "../../src/landmarks/scheme68.ts";
import type { Random } from "../../src/math/random.ts";
import { OCCLUDER_KINDS, occlude } from "../occluders/index.ts";
import type { Scene, SceneFace } from "./scene.ts";

const LANDMARK_FACE_CHANCE = 0.35;
const BOXED_FACE_CHANCE = 0.14;
/** Smaller faces are not occluded: the objects would not be recognisable. */
const SMALLEST_OCCLUDED = 24;
/** All but the image's border, which belongs to the whole scene. */
const KINDS = OCCLUDER_KINDS.filter((kind) => kind !== "border");

/** Draws occluders over some of the faces, in place. The faces stay targets: the detector must find them too. */
export function occludeFaces(scene: Scene, random: Random): void {
  const { image, size } = scene;
  for (const face of scene.faces) {
    if (face.ignored || Math.max(face.box.width, face.box.height) < SMALLEST_OCCLUDED) continue;
    if (face.landmarks !== undefined) {
      if (!random.chance(LANDMARK_FACE_CHANCE)) continue;
      const flags = new Uint8Array(LANDMARK_COUNT);
      occlude(image, size, size, face.landmarks, flags, random, { kinds: KINDS });
    } else if (random.chance(BOXED_FACE_CHANCE)) {
      coverSide(scene, face, random);
    }
  }
}

/** Covers a face box from one side with a piece of one colour, shaded and grainy, with a slanted edge. */
function coverSide({ image, size }: Scene, { box }: SceneFace, random: Random): void {
  const depth = random.between(0.25, 0.5);
  const slant = random.between(-0.3, 0.3);
  const side = random.below(4);
  const colour = [random.below(256), random.below(256), random.below(256)];
  const grain = random.between(0, 30);
  const reach = random.between(0, 0.2);
  const bottom = Math.min(size - 1, Math.ceil(box.y + box.height * (1 + reach)));
  const right = Math.min(size - 1, Math.ceil(box.x + box.width * (1 + reach)));
  for (let y = Math.max(0, Math.floor(box.y - box.height * reach)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.floor(box.x - box.width * reach)); x <= right; x++) {
      const u = (x - box.x) / box.width;
      const v = (y - box.y) / box.height;
      const along = side < 2 ? v - 0.5 : u - 0.5;
      const inward = side === 0 ? u : side === 1 ? 1 - u : side === 2 ? v : 1 - v;
      if (inward > depth + slant * along) continue;
      const shade = grain * (random.next() - 0.5) + 40 * along;
      const at = (y * size + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = colour[channel] + shade;
        image[at + channel] = Math.min(255, Math.max(0, value));
      }
    }
  }
}

// Occluders as images of their own, with their place on the face: what a graphics card lays over faces by itself.

import type { Frame } from "../../src/image/frame.ts";
import {
  type Affine,
  composeAffine,
  invertAffine,
  type Point,
  transformPoint,
} from "../../src/image/geometry.ts";
import { warpRgb } from "../../src/image/warp.ts";
import type { Random } from "../../src/math/random.ts";
import { faceFrameOf } from "./faceFrame.ts";
import { OCCLUDERS, type OccluderKind } from "./index.ts";
import { drawLayer } from "./layer.ts";
import { type Light, lightOf } from "./light.ts";

/** Side of a sprite in pixels. */
const SPRITE_SIZE = 256;
/** A sprite shows so many face units, and the point between the eyes lies here in it. */
const SPRITE_UNITS = 2.4;
const EYES_AT: Point = { x: 1.2, y: 1.05 };

/** One drawn occluder. */
export interface Sprite {
  readonly kind: OccluderKind;
  /** Side in pixels. */
  readonly size: number;
  /** RGBA, color multiplied with alpha, in daylight. */
  readonly data: Uint8Array;
  /** The 68 landmarks of the face that it was drawn for, x and y interleaved, in pixels of the sprite. */
  readonly landmarks: Float32Array;
}

/**
 * Draws an occluder for a face, seen upright, in daylight, sharp.
 *
 * @param frame an image with that face; hands take the color of its skin.
 * @param kind any but "border", which belongs to the image rather than the face.
 * @param cutouts photographs to cut patches from.
 */
export function drawSprite(
  frame: Frame,
  landmarks: readonly Point[],
  kind: Exclude<OccluderKind, "border">,
  random: Random,
  cutouts: readonly Frame[],
): Sprite {
  const flat = new Float32Array(landmarks.flatMap(({ x, y }) => [x, y]));
  const scale = SPRITE_SIZE / SPRITE_UNITS;
  const place: Affine = {
    a: scale,
    b: 0,
    c: EYES_AT.x * scale - 0.5,
    d: 0,
    e: scale,
    f: EYES_AT.y * scale - 0.5,
  };
  const toFace = invertAffine(faceFrameOf(flat).toImage);
  const toSprite = composeAffine(toFace, place);
  const image = warpRgb(frame, toSprite, SPRITE_SIZE, SPRITE_SIZE);
  const moved = new Float32Array(
    landmarks.flatMap((point) => {
      const { x, y } = transformPoint(toSprite, point);
      return [x, y];
    }),
  );
  const face = faceFrameOf(moved);
  const light = daylight(lightOf(image, SPRITE_SIZE, SPRITE_SIZE, face));
  const seen = { image, width: SPRITE_SIZE, height: SPRITE_SIZE };
  const layer = drawLayer(
    OCCLUDERS[kind].draw,
    { random, face, light, image: seen, cutouts },
    true,
  );
  const data = new Uint8Array(SPRITE_SIZE * SPRITE_SIZE * 4);
  if (layer !== undefined) {
    layer.data.forEach((value, at) => {
      const alpha = layer.data[at | 3];
      data[at] = (at & 3) === 3 ? value : Math.round((value * alpha) / 255);
    });
  }
  return { kind, size: SPRITE_SIZE, data, landmarks: moved };
}

/** What a face would look like in even daylight: its skin without the photograph's cast. */
function daylight({ skin, gain }: Light): Light {
  return {
    skin: [skin[0] / gain[0], skin[1] / gain[1], skin[2] / gain[2]],
    gain: [1, 1, 1],
    grey: false,
    slope: { x: 0, y: 0 },
    blur: 0.3,
  };
}

// Scenes of rendered people: cut out by their masks, of all sizes, before and behind each other, cut by the border.

import type { Frame } from "../../../src/image/frame.ts";
import {
  type Affine,
  invertAffine,
  type Point,
  transformPoint,
} from "../../../src/image/geometry.ts";
import { faceBoxOf } from "../../../src/landmarks/faceWindow.ts";
import type { Random } from "../../../src/math/random.ts";
import { drawPhotograph, type Opacity, type Pyramid } from "../../detector/pyramid.ts";
import {
  addFace,
  createScene,
  hideFaces,
  placementTransform,
  type Scene,
} from "../../detector/scene.ts";
import { changeStyle } from "../../imaging/style.ts";
import { changeColours, changeTone, toGrey } from "../../imaging/tone.ts";

/** A rendered person, cut out by a mask. */
export interface CutOut {
  readonly pyramid: Pyramid;
  /** White where the person is, of the image's size. */
  readonly mask: Frame;
  readonly landmarks: readonly Point[];
}

/** What a scene is made from. */
export interface CrowdSources {
  /** A background of `size` × `size` pixels. */
  background(size: number, random: Random): Uint8Array;
  person(random: Random): Promise<CutOut>;
}

/** Longer side of the faces in pixels, log-uniform. */
const FACES = { smallest: 9, largest: 260 } as const;
const RADIANS = Math.PI / 180;

/**
 * Composes a scene of `size` × `size` pixels with 0 to 14 people, the small ones behind the large ones. All randomness comes
 * from `random`, in one fixed order. Faces that another person hides wholly are not in the result.
 */
export async function composeCrowd(
  size: number,
  sources: CrowdSources,
  random: Random,
): Promise<Scene> {
  const scene = createScene(size);
  scene.image.set(sources.background(size, random));
  const kind = random.next();
  const count = kind < 0.12 ? 0 : kind < 0.4 ? 1 : 2 + Math.floor(13 * random.next() ** 2);
  // People of one scene are of similar size in half of the scenes.
  const { smallest, largest } = FACES;
  const span = random.chance(0.5) ? 1 : 0.35;
  const least = (1 - span) * random.next();
  const sizes = Array.from(
    { length: count },
    () => smallest * (largest / smallest) ** (least + span * random.next()),
  ).sort((p, q) => p - q);
  for (const length of sizes) drawPerson(scene, await sources.person(random), length, random);
  // One camera for all: its colours and tones.
  if (random.chance(0.15)) toGrey(scene.image);
  else if (random.chance(0.5)) changeColours(scene.image, 0.15, [0.4, 1.4], random);
  if (random.chance(0.4)) changeTone(scene.image, random);
  if (random.chance(0.35)) changeStyle(scene.image, size, random);
  return scene;
}

function drawPerson(
  scene: Scene,
  { pyramid, mask, landmarks }: CutOut,
  length: number,
  random: Random,
): void {
  const box = faceBoxOf(landmarks);
  const scale = length / Math.max(box.width, box.height);
  const transform = placementTransform({
    from: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    to: {
      x: scene.size * random.between(-0.02, 1.02),
      y: scene.size * random.between(0.02, 1.02),
    },
    scaleX: scale,
    scaleY: scale,
    rotation: RADIANS * (random.chance(0.1) ? random.between(-40, 40) : 6 * random.normal()),
    mirrored: random.chance(0.5),
  });
  const opacity = maskOpacity(mask, transform);
  drawPhotograph(scene, pyramid, transform, opacity);
  hideFaces(scene, (x, y) => opacity(x, y) > 0.5);
  addFace(scene, faceBoxOf(landmarks.map((point) => transformPoint(transform, point))));
}

/** The mask at canvas pixels, its edge as soft as the scale makes it. */
function maskOpacity({ width, height, channels, data }: Frame, toCanvas: Affine): Opacity {
  const { a, b, c, d, e, f } = invertAffine(toCanvas);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[channels * (y * width + x)];
  return (x, y) => {
    const px = a * x + b * y + c;
    const py = d * x + e * y + f;
    const [left, top] = [Math.floor(px), Math.floor(py)];
    const [u, v] = [px - left, py - top];
    const upper = at(left, top) + u * (at(left + 1, top) - at(left, top));
    const lower = at(left, top + 1) + u * (at(left + 1, top + 1) - at(left, top + 1));
    return (upper + v * (lower - upper)) / 255;
  };
}

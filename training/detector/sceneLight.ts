// Other light and a worse camera for a whole scene, mild enough that its smallest faces stay visible.

import type { Random } from "../../src/math/random.ts";
import { compress } from "../imaging/compression.ts";
import { addNoise, blur, enlarge, motionBlur, shrink } from "../imaging/sensor.ts";
import { applyTables, lamp, mixGrey, saturate, sideLight, toneTable } from "../imaging/tone.ts";
import type { Scene } from "./scene.ts";

/** A face this small, in pixels, bears no loss of sharpness. */
const SHARPNESS_LIMIT = 20;

/** Changes a scene's light and camera in place; the faces' boxes stay as they are. */
export function relight({ image, size, faces }: Scene, random: Random): void {
  const chance = (probability: number) => random.chance(probability);
  if (chance(0.12)) {
    const angle = random.between(0, 2 * Math.PI);
    const edge = random.between(-0.4, 0.4);
    sideLight(image, size, angle, edge, random.between(0.15, 0.7), random.between(0.25, 0.7), 1.5);
  }
  if (chance(0.1)) {
    // A cabin camera with its own infrared lamp: grey, red counts most, the middle lit.
    mixGrey(image, [0.7, 0.25, 0.05], toneTable(1, 0.95, random.between(0.6, 0.9)));
    const x = size * random.between(0.25, 0.75);
    const y = size * random.between(0.25, 0.75);
    lamp(image, size, x, y, size * random.between(0.3, 0.7), 1.1, random.between(0.15, 0.6));
  } else if (chance(0.12)) {
    mixGrey(image, [0.299, 0.587, 0.114], toneTable(1, 1, 1));
  } else if (chance(0.35)) {
    const cast = () => toneTable(random.between(0.8, 1.2), 1, 1);
    applyTables(image, cast(), cast(), cast());
    saturate(image, random.between(0.4, 1.5));
  }
  if (chance(0.6)) {
    const gain = random.between(0.75, 1.25);
    applyTables(image, toneTable(gain, random.between(0.7, 1.3), random.between(0.7, 1.4)));
  }
  if (chance(0.08)) applyTables(image, toneTable(random.between(0.2, 0.6), 1, 1));
  const smallest = faces.reduce(
    (least, { box, ignored }) =>
      ignored ? least : Math.min(least, Math.max(box.width, box.height)),
    size,
  );
  degrade(image, size, smallest, random);
}

/** Blur, fewer pixels, noise and compression, as far as the smallest face bears them. */
function degrade(image: Uint8Array, size: number, smallestFace: number, random: Random): void {
  const bearable = smallestFace / SHARPNESS_LIMIT;
  if (random.chance(0.15) && bearable > 1) {
    blur(image, size, 1 + Math.floor(Math.min(3, bearable - 1) * random.next() ** 2));
  }
  if (random.chance(0.06) && bearable > 1.5) {
    const length = Math.min(12, 2 + 2 * bearable * random.next());
    image.set(motionBlur(image, size, length, random.between(0, Math.PI)));
  }
  const reduced = random.chance(0.15) && bearable > 1.3;
  const pixels = reduced ? Math.round(size * random.between(Math.max(0.3, 1 / bearable), 1)) : size;
  const sensor = reduced ? shrink(image, size, pixels) : image;
  if (random.chance(0.25)) {
    addNoise(sensor, pixels, 1.5 + 8 * random.next() ** 2, random.chance(0.5) ? 1 : 0, random);
  }
  if (random.chance(0.12)) compress(sensor, pixels, random.between(25, 75));
  if (reduced) enlarge(sensor, pixels, size, image);
}

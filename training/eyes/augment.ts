// One training image from one patch: jittered as landmarks jitter, in other light, by a worse camera.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { type Affine, invertAffine } from "../../src/image/geometry.ts";
import { type Random, randomFrom } from "../../src/math/random.ts";
import { meanOf } from "../imaging/greyImage.ts";
import { glassesFrame, glint, lampOnGlasses } from "./glassesLight.ts";
import { CROP_SIDE, type EyePatch } from "./source.ts";

const RADIANS = Math.PI / 180;

/** How an eye is placed in its image; standard deviations, clipped at two and a half of them. */
const JITTER = {
  /** Degrees: corners of a small eye err by a pixel. */
  turn: 8,
  /** Of the logarithm of the size. */
  scale: 0.12,
  /** Of the logarithm of width against height: a turned head narrows its eyes. */
  squeeze: 0.1,
  /** Of the image's side. */
  shift: 0.045,
};

/** How often each change happens. */
const CHANCES = {
  tone: 0.6,
  sideLight: 0.2,
  glasses: 0.22,
  glints: 0.2,
  lampOnGlasses: 0.25,
  blur: 0.15,
  small: 0.2,
  noise: 0.35,
};

/** The fewest pixels that an eye's image may be enlarged from: an eye of five pixels' width. */
const SMALLEST = 10;

/**
 * Makes one augmented image, `EYE_SIZE`² grey values as floats. All randomness comes from `random`.
 *
 * @param cover a patch to lay over the eye, which is hidden then.
 */
export function augmentEye(patch: EyePatch, random: Random, cover?: EyePatch): Float32Array {
  const image = sampleEye(patch, jitteredTransform(random));
  if (cover !== undefined) layOver(image, sampleEye(cover, jitteredTransform(random)), random);
  const happens = (change: keyof typeof CHANCES) => random.chance(CHANCES[change]);
  if (happens("sideLight")) sideLight(image, random);
  if (happens("glasses")) glassesFrame(image, random);
  if (happens("tone")) bendTone(image, random);
  if (happens("glints")) {
    for (let count = 1 + random.below(3); count > 0; count--) glint(image, random);
  }
  if (happens("lampOnGlasses")) lampOnGlasses(image, random);
  if (happens("blur")) blur(image, EYE_SIZE, random.between(0.1, 0.9));
  if (happens("small")) lowerResolution(image, random);
  if (happens("noise")) addNoise(image, random);
  return image;
}

/** A patch as at run time, without any change. */
export function plainEye(patch: EyePatch): Float32Array {
  return sampleEye(patch, cropTransform(1, 0, 0));
}

/** From crop pixels, 0..CROP_SIDE − 1, to the network's. */
function cropTransform(scale: number, turn: number, squeeze: number): Affine {
  const s = (scale * EYE_SIZE) / CROP_SIDE;
  const [a, b] = [s * Math.cos(turn) * Math.exp(squeeze), -s * Math.sin(turn)];
  const [d, e] = [s * Math.sin(turn) * Math.exp(squeeze), s * Math.cos(turn)];
  const from = (CROP_SIDE - 1) / 2;
  const to = (EYE_SIZE - 1) / 2;
  return { a, b, c: to - (a + b) * from, d, e, f: to - (d + e) * from };
}

function jitteredTransform(random: Random): Affine {
  const drawn = () => Math.max(-2.5, Math.min(2.5, random.normal()));
  const t = cropTransform(
    Math.exp(JITTER.scale * drawn()),
    JITTER.turn * RADIANS * drawn(),
    JITTER.squeeze * drawn(),
  );
  const shiftX = JITTER.shift * EYE_SIZE * drawn();
  const shiftY = JITTER.shift * EYE_SIZE * drawn();
  const moved = { ...t, c: t.c + shiftX, f: t.f + shiftY };
  if (random.chance(0.5)) return moved;
  return { ...moved, a: -moved.a, b: -moved.b, c: EYE_SIZE - 1 - moved.c };
}

/** Samples bilinearly; beyond the patch its border goes on, averaging nothing: patches are hardly reduced. */
function sampleEye({ side, grey }: EyePatch, toImage: Affine): Float32Array {
  const { a, b, c, d, e, f } = invertAffine(toImage);
  const margin = (side - CROP_SIDE) / 2;
  const out = new Float32Array(EYE_SIZE * EYE_SIZE);
  const last = side - 1;
  for (let y = 0; y < EYE_SIZE; y++) {
    for (let x = 0; x < EYE_SIZE; x++) {
      const px = Math.max(0, Math.min(last, a * x + b * y + c + margin));
      const py = Math.max(0, Math.min(last, d * x + e * y + f + margin));
      const x0 = Math.min(Math.floor(px), last - 1);
      const y0 = Math.min(Math.floor(py), last - 1);
      const [fx, fy] = [px - x0, py - y0];
      const at = y0 * side + x0;
      const top = grey[at] * (1 - fx) + grey[at + 1] * fx;
      const bottom = grey[at + side] * (1 - fx) + grey[at + side + 1] * fx;
      out[y * EYE_SIZE + x] = top * (1 - fy) + bottom * fy;
    }
  }
  return out;
}

/** Lays another image's middle over the eye, in a soft ellipse larger than it, or over all of it. */
function layOver(image: Float32Array, cover: Float32Array, random: Random): void {
  const flat = random.chance(0.35);
  const flatValue = random.between(0, 160);
  // Covers from daylight over infrared: brought near the image's own brightness half of the time.
  const adapt = random.chance(0.5) ? meanOf(image) / Math.max(1, meanOf(cover)) : 1;
  const radiusX = EYE_SIZE * random.between(0.34, 0.7);
  const radiusY = EYE_SIZE * random.between(0.26, 0.7);
  const centreX = EYE_SIZE * random.between(0.44, 0.56);
  const centreY = EYE_SIZE * random.between(0.44, 0.56);
  const soft = random.between(0.05, 0.2);
  for (let y = 0; y < EYE_SIZE; y++) {
    for (let x = 0; x < EYE_SIZE; x++) {
      const at = y * EYE_SIZE + x;
      const distance = Math.hypot((x - centreX) / radiusX, (y - centreY) / radiusY);
      const share = Math.max(0, Math.min(1, (1 - distance) / soft + 1));
      const value = flat ? flatValue : cover[at] * adapt;
      image[at] = image[at] * (1 - share) + value * share;
    }
  }
}

/** Light from one side, up to a hard shadow's edge. */
function sideLight(image: Float32Array, random: Random): void {
  const angle = random.between(0, 2 * Math.PI);
  const edge = random.between(-0.5, 0.5);
  const softness = random.between(0.1, 1.2);
  const dark = random.between(0.35, 0.9);
  const bright = random.between(1, 1.6);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < EYE_SIZE; y++) {
    for (let x = 0; x < EYE_SIZE; x++) {
      const u = (2 * x) / EYE_SIZE - 1;
      const v = (2 * y) / EYE_SIZE - 1;
      const lit = 1 / (1 + Math.exp((-4 * (cos * u + sin * v - edge)) / softness));
      const at = y * EYE_SIZE + x;
      image[at] = image[at] * (dark + (bright - dark) * lit);
    }
  }
}

/** Another exposure and gamma, cut where a sensor saturates. */
function bendTone(image: Float32Array, random: Random): void {
  const gamma = Math.exp(random.between(-0.6, 0.6));
  let brightest = 16;
  for (let at = 0; at < image.length; at++) {
    const value = 255 * (Math.max(0, image[at]) / 255) ** gamma;
    image[at] = value;
    brightest = Math.max(brightest, value);
  }
  // Infrared crops use a tenth of the range: brightening up to the full one is what a cabin camera may do.
  const gain = random.between(0.5, 1.25) * (random.chance(0.5) ? 255 / brightest : 1);
  for (let at = 0; at < image.length; at++) {
    image[at] = Math.min(255, image[at] * gain);
  }
}

/** Three passes of [s, 1 − 2s, s] along both axes: nearly Gaussian. */
function blur(image: Float32Array, size: number, strength: number): void {
  const s = strength / 3;
  const at = (line: number, i: number, stride: number, start: number) =>
    image[start + line + Math.max(0, Math.min(size - 1, i)) * stride];
  const row = new Float32Array(size);
  for (let pass = 0; pass < 3; pass++) {
    for (const [stride, lineStride] of [
      [1, size],
      [size, 1],
    ] as const) {
      for (let line = 0; line < size; line++) {
        const start = line * lineStride;
        for (let i = 0; i < size; i++) {
          const sides = at(0, i - 1, stride, start) + at(0, i + 1, stride, start);
          row[i] = at(0, i, stride, start) * (1 - 2 * s) + s * sides;
        }
        for (let i = 0; i < size; i++) image[start + i * stride] = row[i];
      }
    }
  }
}

/** The eye of a small face: reduced to a few pixels by averaging and enlarged again bilinearly. */
function lowerResolution(image: Float32Array, random: Random): void {
  // Log-uniform, so that halving the resolution is as likely from any resolution.
  const pixels = Math.round(SMALLEST * (EYE_SIZE / SMALLEST) ** random.next());
  if (pixels >= EYE_SIZE) return;
  const ratio = EYE_SIZE / pixels;
  const reduced = new Float32Array(pixels * pixels);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const [x0, x1] = [Math.floor(x * ratio), Math.max(1, Math.floor((x + 1) * ratio))];
      const [y0, y1] = [Math.floor(y * ratio), Math.max(1, Math.floor((y + 1) * ratio))];
      let sum = 0;
      for (let v = y0; v < y1; v++) {
        for (let u = x0; u < x1; u++) sum += image[v * EYE_SIZE + u];
      }
      reduced[y * pixels + x] = sum / ((x1 - x0) * (y1 - y0));
    }
  }
  for (let y = 0; y < EYE_SIZE; y++) {
    const py = Math.max(0, Math.min(pixels - 1, (y + 0.5) / ratio - 0.5));
    const y0 = Math.min(Math.floor(py), pixels - 2);
    for (let x = 0; x < EYE_SIZE; x++) {
      const px = Math.max(0, Math.min(pixels - 1, (x + 0.5) / ratio - 0.5));
      const x0 = Math.min(Math.floor(px), pixels - 2);
      const at = y0 * pixels + x0;
      const [fx, fy] = [px - x0, py - y0];
      const top = reduced[at] * (1 - fx) + reduced[at + 1] * fx;
      const bottom = reduced[at + pixels] * (1 - fx) + reduced[at + pixels + 1] * fx;
      image[y * EYE_SIZE + x] = top * (1 - fy) + bottom * fy;
    }
  }
}

/** Normal numbers to begin anywhere in: drawing each anew would take longer than everything else together. */
const NOISE = Float32Array.from({ length: 65_537 }, normalNumbers());

function normalNumbers(): () => number {
  const random = randomFrom(0x6e6f697365);
  return () => random.normal();
}

/** Sensor noise, as strong against the image's contrast as a dim cabin makes it. */
function addNoise(image: Float32Array, random: Random): void {
  const mean = meanOf(image);
  let squares = 0;
  for (const value of image) squares += (value - mean) ** 2;
  const contrast = Math.sqrt(squares / image.length);
  const deviation = 0.5 + 0.35 * contrast * random.next() ** 2;
  const from = random.below(NOISE.length);
  for (let at = 0; at < image.length; at++) {
    const drawn = NOISE[(from + at) % NOISE.length];
    image[at] = image[at] + deviation * drawn;
  }
}

// One training image from one patch: jittered as detected landmarks are, with changed light and camera.

import { EYE_SIZE } from "../../src/eyes/eyeCrop.ts";
import { type Affine, invertAffine } from "../../src/image/geometry.ts";
import type { Random } from "../../src/math/random.ts";
import { threeTapBlur } from "../imaging/blur.ts";
import { drawGlassesRim, drawGlint, drawLampOnGlasses } from "../imaging/glasses.ts";
import { sideLightPlane } from "../imaging/light.ts";
import { addContrastNoise } from "../imaging/noise.ts";
import { bilinear, lowerPlaneResolution } from "../imaging/resolution.ts";
import { bendPlaneTone, meanOf } from "../imaging/tone.ts";
import { CROP_SIDE, type EyePatch } from "./source.ts";

const RADIANS = Math.PI / 180;

/** Jitter of an eye's place in its image: standard deviations of normal draws, clipped at 2.5 deviations. */
const JITTER = {
  /** Rotation in degrees: detected corners of a small eye are off by a pixel. */
  turn: 8,
  /** Logarithm of the size. */
  scale: 0.15,
  /** Logarithm of width ÷ height: the eyes of a turned head are narrower. */
  squeeze: 0.1,
  /** Shift, as a share of the image's side. */
  shift: 0.045,
};

/** Probability of each change. */
const CHANCES = {
  tone: 0.6,
  sideLight: 0.2,
  glasses: 0.22,
  glints: 0.2,
  lampOnGlasses: 0.25,
  blur: 0.15,
  lowResolution: 0.45,
  noise: 0.35,
};

/** Lowest resolution, in pixels of the image's side: the eye is then five pixels wide. */
const SMALLEST = 10;

/**
 * Makes one augmented image, `EYE_SIZE`² grey values as floats. All randomness comes from `random`.
 *
 * @param cover another patch that is laid over the eye and hides it.
 */
export function augmentEye(patch: EyePatch, random: Random, cover?: EyePatch): Float32Array {
  const image = sampleEye(patch, jitteredTransform(random));
  if (cover !== undefined) layOver(image, sampleEye(cover, jitteredTransform(random)), random);
  const happens = (change: keyof typeof CHANCES) => random.chance(CHANCES[change]);
  if (happens("sideLight")) randomSideLight(image, random);
  if (happens("glasses")) drawGlassesRim(image, EYE_SIZE, random);
  if (happens("tone")) randomTone(image, random);
  if (happens("glints")) {
    for (let count = 1 + random.below(3); count > 0; count--) drawGlint(image, EYE_SIZE, random);
  }
  if (happens("lampOnGlasses")) drawLampOnGlasses(image, EYE_SIZE, random);
  if (happens("blur")) randomBlur(image, random);
  if (happens("lowResolution")) randomResolution(image, random);
  if (happens("noise")) addContrastNoise(image, 0.35, random);
  return image;
}

/** A patch as the network sees it at run time, unchanged. */
export function plainEye(patch: EyePatch): Float32Array {
  return sampleEye(patch, cropTransform(1, 0, 0));
}

/** The transform from crop pixels, 0..CROP_SIDE − 1, to pixels of the network's input. */
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

/** Samples bilinearly without averaging, since patches are hardly reduced. Beyond the patch its border repeats. */
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
      out[y * EYE_SIZE + x] = bilinear(grey, y0 * side + x0, side, px - x0, py - y0);
    }
  }
  return out;
}

/** Lays another image, or one grey, over the eye in an ellipse with a soft edge. */
function layOver(image: Float32Array, cover: Float32Array, random: Random): void {
  const flat = random.chance(0.35);
  const flatValue = random.between(0, 160);
  // Daylight covers over infrared eyes differ in brightness: half of the time they are matched.
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
function randomSideLight(image: Float32Array, random: Random): void {
  sideLightPlane(image, EYE_SIZE, {
    angle: random.between(0, 2 * Math.PI),
    edge: random.between(-0.5, 0.5),
    softness: random.between(0.1, 1.2),
    dark: random.between(0.35, 0.9),
    bright: random.between(1, 1.6),
  });
}

/** Another exposure and gamma. Half of the time the full range is used, as a cabin camera may do. */
function randomTone(image: Float32Array, random: Random): void {
  const gamma = Math.exp(random.between(-0.6, 0.6));
  bendPlaneTone(image, gamma, random.between(0.5, 1.25), random.chance(0.5));
}

/** Three passes of a three-tap blur: close to a Gaussian. */
function randomBlur(image: Float32Array, random: Random): void {
  const side = random.between(0.1, 0.9) / 3;
  let blurred = image;
  for (let pass = 0; pass < 3; pass++) blurred = threeTapBlur(blurred, EYE_SIZE, EYE_SIZE, side);
  image.set(blurred);
}

/** The eye of a small face. The number of pixels is log-uniform: each halving is equally likely. */
function randomResolution(image: Float32Array, random: Random): void {
  const pixels = Math.round(SMALLEST * (EYE_SIZE / SMALLEST) ** random.next());
  if (pixels < EYE_SIZE) lowerPlaneResolution(image, EYE_SIZE, pixels);
}

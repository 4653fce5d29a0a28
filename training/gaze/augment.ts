// One training image of both eyes: jittered as detected landmarks are, mirrored, with changed light and camera.

import { PAIR_HEIGHT, PAIR_MARGIN, PAIR_WIDTH } from "../../src/eyes/pairCrop.ts";
import { type Affine, composeAffine, invertAffine } from "../../src/image/geometry.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import { varySkin } from "../eyes/vary.ts";
import { threeTapBlur } from "../imaging/blur.ts";
import { drawGlassesRim, drawGlint, drawLampOnGlasses } from "../imaging/glasses.ts";
import { sideLightPlane } from "../imaging/light.ts";
import { addContrastNoise } from "../imaging/noise.ts";
import { bilinear, lowerPlaneResolution } from "../imaging/resolution.ts";
import { bendPlaneTone } from "../imaging/tone.ts";
import type { EyeImage } from "./source.ts";

const RADIANS = Math.PI / 180;

/** Jitter of the eyes' places: standard deviations of normal draws, clipped at 2.5 deviations. */
const JITTER = {
  /** Rotation of both images, degrees. */
  turn: 3,
  /** Logarithm of the size of both. */
  scale: 0.07,
  /** Logarithm of width ÷ height. */
  squeeze: 0.03,
  /** Shift of each eye, as a share of the image's width. */
  shift: 0.03,
};

/** Probability of each change. Those in the second half are drawn for each eye. */
const CHANCES = {
  tone: 0.6,
  blur: 0.3,
  lowResolution: 0.45,
  noise: 0.4,
  sideLight: 0.2,
  glasses: 0.1,
  glints: 0.15,
  lampOnGlasses: 0.05,
};

/** Lowest resolution, in pixels of the image's width: the eye is then nine pixels wide. */
const SMALLEST = 16;

/** Images are made square, as the changes need them, and cut to the network's height at the end. */
const SIDE = PAIR_WIDTH;
const CUT = (SIDE - PAIR_HEIGHT) / 2;

/** How the images of one sample are changed. */
export interface PairChange {
  readonly left: Affine;
  readonly right: Affine;
  readonly seed: number;
  readonly strength: "plain" | "full";
  /** Whether lashes and skin are varied. */
  readonly varied: boolean;
}

/** No change: the images as at run time. */
export const UNCHANGED: PairChange = {
  left: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 },
  right: { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 },
  seed: 0,
  strength: "plain",
  varied: false,
};

/** Draws a change; its transforms are between pixels of the network's input. `variety`: how often the skin is varied. */
export function randomChange(random: Random, variety: number): PairChange {
  const drawn = () => Math.max(-2.5, Math.min(2.5, random.normal()));
  const scale = Math.exp(JITTER.scale * drawn());
  const turn = JITTER.turn * RADIANS * drawn();
  const squeeze = Math.exp(JITTER.squeeze * drawn());
  const [middleX, middleY] = [(PAIR_WIDTH - 1) / 2, (PAIR_HEIGHT - 1) / 2];
  // The right image is mirrored, so the same rotation of the face turns it the other way.
  const jittered = (sign: 1 | -1): Affine => {
    const [cos, sin] = [scale * Math.cos(turn), sign * scale * Math.sin(turn)];
    const [a, b, d, e] = [cos * squeeze, -sin, sin * squeeze, cos];
    return {
      a,
      b,
      c: middleX - a * middleX - b * middleY + JITTER.shift * PAIR_WIDTH * drawn(),
      d,
      e,
      f: middleY - d * middleX - e * middleY + JITTER.shift * PAIR_WIDTH * drawn(),
    };
  };
  return {
    left: jittered(1),
    right: jittered(-1),
    seed: random.below(2 ** 31),
    strength: "full",
    varied: variety > 0 && random.chance(variety),
  };
}

/** The image of one eye, `PAIR_WIDTH` × `PAIR_HEIGHT` grey values as floats. */
export function changedEye(
  image: EyeImage,
  change: PairChange,
  eye: "left" | "right",
): Float32Array {
  const plane = sampled(image, composeAffine(image.toCrop, change[eye]));
  if (change.varied) {
    // Of one seed as well: one image is mirrored, so a person's folds are symmetric.
    varySkin(plane, SIDE, PAIR_WIDTH / PAIR_MARGIN, randomFrom(mixSeed(change.seed, 0x736b696e)));
  }
  if (change.strength === "full") {
    // Drawn anew from one seed, so that both eyes are seen by the same camera.
    changeCamera(plane, randomFrom(change.seed), randomFrom(mixSeed(change.seed, eye.length)));
  }
  return plane.slice(CUT * SIDE, (SIDE - CUT) * SIDE);
}

function changeCamera(plane: Float32Array, both: Random, own: Random): void {
  const happens = (what: keyof typeof CHANCES, random: Random) => random.chance(CHANCES[what]);
  if (happens("sideLight", own)) {
    sideLightPlane(plane, SIDE, {
      angle: own.between(0, 2 * Math.PI),
      edge: own.between(-0.5, 0.5),
      softness: own.between(0.2, 1.2),
      dark: own.between(0.4, 0.9),
      bright: own.between(1, 1.5),
    });
  }
  if (happens("glasses", own)) drawGlassesRim(plane, SIDE, own);
  if (happens("glints", own)) drawGlint(plane, SIDE, own);
  if (happens("lampOnGlasses", own)) drawLampOnGlasses(plane, SIDE, own);
  if (happens("tone", both)) {
    const gamma = Math.exp(both.between(-0.6, 0.6));
    bendPlaneTone(plane, gamma, both.between(0.5, 1.25), both.chance(0.4));
  }
  if (happens("blur", both)) {
    const passes = 1 + both.below(3);
    const side = both.between(0.05, 0.32);
    let blurred = plane;
    for (let pass = 0; pass < passes; pass++) blurred = threeTapBlur(blurred, SIDE, SIDE, side);
    plane.set(blurred);
  }
  if (happens("lowResolution", both)) {
    const pixels = Math.round(SMALLEST * (SIDE / SMALLEST) ** both.next());
    if (pixels < SIDE) lowerPlaneResolution(plane, SIDE, pixels);
  }
  if (happens("noise", both)) addContrastNoise(plane, 0.3, own);
}

/** Samples a square bilinearly; beyond the image its border repeats. */
function sampled({ width, height, grey }: EyeImage, toCrop: Affine): Float32Array {
  const { a, b, c, d, e, f } = invertAffine(toCrop);
  const out = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const y = row - CUT;
    for (let x = 0; x < SIDE; x++) {
      const px = Math.max(0, Math.min(width - 1.001, a * x + b * y + c));
      const py = Math.max(0, Math.min(height - 1.001, d * x + e * y + f));
      const [x0, y0] = [Math.floor(px), Math.floor(py)];
      out[row * SIDE + x] = bilinear(grey, y0 * width + x0, width, px - x0, py - y0);
    }
  }
  return out;
}

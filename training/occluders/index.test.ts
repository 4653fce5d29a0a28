// Occluders: flags agree with the drawn pixels, and each kind hides the expected landmarks.

import { expect, test } from "vitest";
import { type Random, randomFrom } from "../../src/math/random.ts";
import { faceFrameOf } from "./faceFrame.ts";
import { OCCLUDER_KINDS, type OccludeOptions, type OccluderKind, occlude } from "./index.ts";

const SIZE = 192;

/** An upright frontal face in face coordinates, mirrored from its image-left half. */
const HALF: readonly (readonly [number, number, number])[] = [
  ...Array.from({ length: 9 }, (_, k): [number, number, number] => {
    const angle = (k / 8) * (Math.PI / 2);
    return [k, -0.48 * Math.cos(angle), 0.02 + 0.78 * Math.sin(angle)];
  }),
  ...Array.from({ length: 5 }, (_, i): [number, number, number] => [
    17 + i,
    -0.38 + 0.07 * i,
    -0.12 - 0.03 * Math.sin((i / 4) * Math.PI),
  ]),
  [27, 0, 0.02],
  [28, 0, 0.1],
  [29, 0, 0.18],
  [30, 0, 0.26],
  [31, -0.09, 0.3],
  [32, -0.045, 0.32],
  [33, 0, 0.33],
  [36, -0.3, 0],
  [37, -0.25, -0.025],
  [38, -0.19, -0.025],
  [39, -0.14, 0.01],
  [40, -0.19, 0.025],
  [41, -0.25, 0.025],
  [48, -0.18, 0.5],
  [49, -0.11, 0.46],
  [50, -0.04, 0.44],
  [51, 0, 0.45],
  [57, 0, 0.58],
  [58, -0.05, 0.575],
  [59, -0.11, 0.55],
  [60, -0.15, 0.5],
  [61, -0.05, 0.49],
  [62, 0, 0.495],
  [66, 0, 0.52],
  [67, -0.05, 0.515],
];
const MIRRORED: Readonly<Record<number, number>> = {
  31: 35,
  32: 34,
  36: 45,
  37: 44,
  38: 43,
  39: 42,
  40: 47,
  41: 46,
  48: 54,
  49: 53,
  50: 52,
  58: 56,
  59: 55,
  60: 64,
  61: 63,
  67: 65,
};

interface Scene {
  readonly image: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly landmarks: Float32Array;
}

/** A grey-brown image with a drawn face of `unit` pixels, rotated, with the middle of its eyes at (x, y). */
function scene(
  width: number,
  height: number,
  unit: number,
  turn = 0,
  x?: number,
  y?: number,
): Scene {
  const centerX = x ?? width / 2;
  const centerY = y ?? height * 0.38;
  const landmarks = new Float32Array(136);
  const put = (k: number, u: number, v: number): void => {
    landmarks[2 * k] = centerX + unit * (Math.cos(turn) * u - Math.sin(turn) * v);
    landmarks[2 * k + 1] = centerY + unit * (Math.sin(turn) * u + Math.cos(turn) * v);
  };
  for (const [k, u, v] of HALF) {
    put(k, u, v);
    if (k < 8) put(16 - k, -u, v);
    else if (k >= 17 && k < 22) put(43 - k, -u, v);
    else {
      const other = MIRRORED[k];
      if (other !== undefined) put(other, -u, v);
    }
  }
  const image = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    image[3 * i] = 190 + ((i * 7) % 11);
    image[3 * i + 1] = 150 + ((i * 5) % 11);
    image[3 * i + 2] = 128 + ((i * 3) % 11);
  }
  return { image, width, height, landmarks };
}

interface Occluded {
  readonly before: Uint8Array;
  readonly image: Uint8Array;
  readonly flags: Uint8Array;
  readonly kinds: readonly OccluderKind[];
}

function run(from: Scene, random: Random, options: OccludeOptions): Occluded {
  const image = from.image.slice();
  const flags = new Uint8Array(68);
  const kinds = occlude(image, from.width, from.height, from.landmarks, flags, random, options);
  return { before: from.image, image, flags, kinds };
}

const cutouts = [
  {
    width: 90,
    height: 70,
    channels: 3 as const,
    data: Uint8Array.from({ length: 90 * 70 * 3 }, (_, i) => (i * 31) % 97),
  },
];

function share(flags: Uint8Array, from: number, to: number): number {
  return flags.subarray(from, to).reduce((sum, flag) => sum + flag, 0) / (to - from);
}

type Imaged = Pick<Scene, "image">;

/** Compares whole buffers: the test runner needs seconds to compare an image element by element. */
function samePixels(first: Imaged, second: Imaged): boolean {
  return Buffer.compare(first.image, second.image) === 0;
}

/** The pixel of landmark k, or undefined outside the image. */
function pixelOf({ landmarks, width, height }: Scene, k: number): number | undefined {
  const x = Math.round(landmarks[2 * k]);
  const y = Math.round(landmarks[2 * k + 1]);
  return x < 0 || y < 0 || x >= width || y >= height ? undefined : 3 * (y * width + x);
}

test.each(OCCLUDER_KINDS)(
  "%s: pixels far from the object keep their value, flagged ones do not",
  (kind) => {
    const face = scene(SIZE, SIZE, 120, 0.3);
    let flagged = 0;
    let changed = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { before, image, flags, kinds } = run(face, randomFrom(seed), {
        kinds: [kind],
        count: 1,
        cutouts,
      });
      expect(kinds.every((painted) => painted === kind)).toBe(true);
      for (let k = 0; k < 68; k++) {
        if (flags[k] === 0) continue;
        const at = pixelOf(face, k) as number;
        flagged++;
        const distance = [0, 1, 2].reduce(
          (sum, c) => sum + Math.abs(image[at + c] - before[at + c]),
          0,
        );
        if (distance > 12) changed++;
      }
    }
    // A hand over skin of the same colour changes few pixels.
    if (kind !== "clear-glasses" && kind !== "tinted-glasses") expect(flagged).toBeGreaterThan(60);
    expect(changed).toBeGreaterThanOrEqual(flagged * 0.75);
  },
);

test("sunglasses hide the eyes and leave the mouth", () => {
  for (const turn of [-0.7, 0, 0.7]) {
    for (let seed = 0; seed < 8; seed++) {
      const { flags } = run(scene(SIZE, SIZE, 110, turn), randomFrom(seed), {
        kinds: ["sunglasses"],
        count: 1,
      });
      expect(share(flags, 36, 48)).toBe(1);
      expect(share(flags, 48, 68)).toBe(0);
    }
  }
});

test("a mask hides the mouth and leaves the eyes", () => {
  for (let seed = 0; seed < 12; seed++) {
    const { flags } = run(scene(SIZE, SIZE, 110, -0.4), randomFrom(seed), {
      kinds: ["mask"],
      count: 1,
    });
    expect(share(flags, 48, 68)).toBe(1);
    expect(share(flags, 36, 48)).toBe(0);
    expect(share(flags, 17, 27)).toBe(0);
  }
});

test("clear and tinted glasses leave most of the eyes visible", () => {
  for (const kind of ["clear-glasses", "tinted-glasses"] as const) {
    let hidden = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { flags, kinds } = run(scene(SIZE, SIZE, 110), randomFrom(seed), {
        kinds: [kind],
        count: 1,
      });
      expect(kinds).toEqual([kind]);
      hidden += share(flags, 36, 48);
    }
    expect(hidden / 20).toBeLessThan(0.1);
  }
});

test("the same seed draws the same image, another seed a different one", () => {
  const face = scene(SIZE, SIZE, 120);
  for (const kind of OCCLUDER_KINDS) {
    const options = { kinds: [kind], count: 1, cutouts };
    const first = run(face, randomFrom(5), options);
    // A drawing in between must leave nothing on the shared canvas.
    run(scene(300, 240, 150), randomFrom(6), { cutouts });
    const second = run(face, randomFrom(5), options);
    expect(samePixels(second, first)).toBe(true);
    expect(second.flags).toEqual(first.flags);
  }
  expect(samePixels(run(face, randomFrom(1), {}), run(face, randomFrom(2), {}))).toBe(false);
});

test("works at any size, beyond the image's edges and in profile", () => {
  const profile = scene(160, 160, 100);
  for (let k = 0; k < 68; k++) {
    const x = profile.landmarks[2 * k];
    profile.landmarks[2 * k] = 80 + (x - 80) * 0.02;
  }
  const scenes = [
    scene(24, 24, 16),
    scene(640, 480, 90, 0.5, 60, 70),
    scene(128, 96, 90, 0, -10, 40),
    scene(128, 128, 200, -0.5),
    profile,
  ];
  for (const face of scenes) {
    for (let seed = 0; seed < 6; seed++) {
      const { flags } = run(face, randomFrom(seed), { cutouts });
      for (let k = 0; k < 68; k++) {
        if (pixelOf(face, k) === undefined) expect(flags[k]).toBe(0);
      }
    }
  }
  const away = scene(100, 80, 20, 0, 1000, 1000);
  const untouched = run(away, randomFrom(1), { kinds: ["hand"] });
  expect(untouched.kinds).toEqual([]);
  expect(samePixels(untouched, away)).toBe(true);
});

test("no face is hidden completely, and earlier flags stay", () => {
  const face = scene(SIZE, SIZE, 120);
  let sum = 0;
  for (let seed = 0; seed < 60; seed++) {
    const { flags } = run(face, randomFrom(seed), { cutouts });
    expect(share(flags, 0, 68)).toBeLessThanOrEqual(0.7);
    sum += share(flags, 0, 68);
  }
  expect(sum / 60).toBeGreaterThan(0.15);
  const flags = new Uint8Array(68);
  flags[8] = 1;
  occlude(face.image.slice(), SIZE, SIZE, face.landmarks, flags, randomFrom(1), {
    kinds: ["sunglasses"],
  });
  expect(flags[8]).toBe(1);
});

test("the face frame is upright and of the same size for every head rotation", () => {
  for (const turn of [-0.8, 0, 0.8]) {
    const { toImage, unit } = faceFrameOf(scene(SIZE, SIZE, 100, turn).landmarks);
    expect(Math.atan2(toImage.d, toImage.a)).toBeCloseTo(turn, 2);
    expect(unit).toBeGreaterThan(90);
    expect(unit).toBeLessThan(110);
  }
});

test("invalid input is rejected with the reason", () => {
  const { landmarks } = scene(10, 10, 8);
  const flags = new Uint8Array(68);
  const random = randomFrom(1);
  expect(() => occlude(new Uint8Array(5), 10, 10, landmarks, flags, random)).toThrow(/300 bytes/);
  expect(() =>
    occlude(new Uint8Array(300), 10, 10, landmarks, flags, random, { kinds: ["cutout"] }),
  ).toThrow(/cutouts/);
});

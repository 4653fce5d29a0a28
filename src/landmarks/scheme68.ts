// The 68-point scheme of Multi-PIE and 300-W: the meaning of each index, and its mirror partner.

export const LANDMARK_COUNT = 68;

/**
 * Regions as half-open index ranges [from, to). "Left" and "right" are the **subject's own**; landmarks
 * 36–41 are the eye on the image's left, which is the subject's right eye.
 */
export const REGIONS = {
  jaw: [0, 17],
  rightBrow: [17, 22],
  leftBrow: [22, 27],
  nose: [27, 36],
  rightEye: [36, 42],
  leftEye: [42, 48],
  mouth: [48, 68],
} as const satisfies Record<string, readonly [number, number]>;

export type Region = keyof typeof REGIONS;

/** Parts of the face, left and right together, as half-open index ranges [from, to). */
export const PARTS = {
  jaw: [0, 17],
  brows: [17, 27],
  nose: [27, 36],
  eyes: [36, 48],
  mouth: [48, 68],
} as const satisfies Record<string, readonly [number, number]>;

export type Part = keyof typeof PARTS;

/** The part that a landmark belongs to. @throws {RangeError} when the number is not 0..67. */
export function partOf(landmark: number): Part {
  for (const [part, [from, to]] of Object.entries(PARTS)) {
    if (landmark >= from && landmark < to) return part as Part;
  }
  throw new RangeError(`There is no landmark ${landmark}.`);
}

/** The outer eye corners; their distance is the inter-ocular distance of 300-W. */
export const OUTER_EYE_CORNERS = [36, 45] as const;

export const MOUTH_CORNERS = [48, 54] as const;

const MIRROR_PAIRS: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 8 }, (_, i) => [i, 16 - i] as const),
  ...Array.from({ length: 5 }, (_, i) => [17 + i, 26 - i] as const),
  ...([
    [31, 35],
    [32, 34],
  ] as const),
  ...([
    [36, 45],
    [37, 44],
    [38, 43],
    [39, 42],
    [40, 47],
    [41, 46],
  ] as const),
  ...([
    [48, 54],
    [49, 53],
    [50, 52],
    [55, 59],
    [56, 58],
    [60, 64],
    [61, 63],
    [65, 67],
  ] as const),
];

/** `FLIP_PERMUTATION[k]` is the landmark that k becomes when the image is mirrored left to right. */
export const FLIP_PERMUTATION: readonly number[] = (() => {
  const permutation = Array.from({ length: LANDMARK_COUNT }, (_, index) => index);
  for (const [p, q] of MIRROR_PAIRS) {
    permutation[p] = q;
    permutation[q] = p;
  }
  return permutation;
})();

/** The landmark of an index. @throws {RangeError} when it does not exist. */
export function landmarkAt<Landmark>(landmarks: readonly Landmark[], index: number): Landmark {
  const landmark = landmarks[index];
  if (landmark === undefined) throw new RangeError(`There is no landmark ${index}.`);
  return landmark;
}

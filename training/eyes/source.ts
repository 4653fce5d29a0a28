// Samples for training: grey patches of one geometry, from eye crops and from photographs of whole faces.

/** Side of the part of a patch that the network sees at run time, in pixels. */
export const CROP_SIDE = 64;

/**
 * A square grey patch. The network sees its middle `CROP_SIDE` pixels; photographs add a margin for rotation and shift, eye
 * crops have none.
 */
export interface EyePatch {
  readonly side: number;
  /** `side * side` bytes. */
  readonly grey: Uint8Array;
}

/** A patch and its labels; null where unknown. */
export interface EyeSample {
  readonly patch: EyePatch;
  readonly open: boolean | null;
  /** False where something hides the eye, or there is no eye. */
  readonly seen: boolean | null;
}

// Eyes to train on: grey patches of one geometry, cut from eye crops and from photographs of whole faces.

/** Side of the run-time image within a patch, in pixels. */
export const CROP_SIDE = 64;

/**
 * A square grey patch whose middle `CROP_SIDE` pixels are what the network would be shown; photographs give a
 * margin around it for turns and shifts, eye crops have none.
 */
export interface EyePatch {
  readonly side: number;
  /** `side * side` bytes. */
  readonly grey: Uint8Array;
}

/** A patch and what is known of it; null where nothing is. */
export interface EyeSample {
  readonly patch: EyePatch;
  readonly open: boolean | null;
  /** False where something hides the eye, or there is none. */
  readonly seen: boolean | null;
}

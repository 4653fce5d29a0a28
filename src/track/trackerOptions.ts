// What a tracker is made from: its options, the saved state of an earlier one, and their checks.

import * as z from "zod";
import { findFacesFields } from "../candidates.ts";
import {
  anyTime,
  atLeastZero,
  callback,
  check,
  finite,
  mustBe,
  optionsSchema,
  positive,
  share,
} from "../options.ts";
import { intrinsicsSchema } from "../pose/camera.ts";
import type { Face } from "../result.ts";
import type { AnalyzeOptions, Vigil } from "../vigil.ts";
import type { DriverChoice, SeatRegion } from "./chooseDriver.ts";
import type { SmoothingOptions, SmoothingState } from "./smoothLandmarks.ts";
import type { TrackedFace } from "./trackedFrame.ts";

export interface TrackerOptions
  extends Pick<AnalyzeOptions, "maxFaces" | "minScore" | "intrinsics" | "secondPass"> {
  /** Seconds between two runs of the detector while all faces are tracked with confidence. Default 1. */
  readonly detectEvery?: number;
  /** While a tracked face has a lower refined score the detector runs on every frame. Default 0.5. */
  readonly sureScore?: number;
  /** The region of the driver's face. Default: the whole frame. */
  readonly seat?: SeatRegion;
  /** How landmarks are smoothed; false leaves them as the network located them. */
  readonly smoothing?: SmoothingOptions | false;
  /** What `save` returned, to continue from there. The other options must be the same. */
  readonly saved?: SavedTracker;
}

/** The part of a Vigil that tracking needs. The card, if present, gives the pose correction for smoothed landmarks. */
export type TrackedVigil = Pick<Vigil, "analyze"> & Partial<Pick<Vigil, "cards">>;

/** The state of a tracker between two frames. */
export interface SavedTracker {
  readonly tracks: readonly Track[];
  /** The number of identities given so far. */
  readonly lastIds: number;
  readonly driver: DriverChoice | undefined;
  readonly last: {
    readonly timestamp: number;
    readonly index: number;
    readonly width: number;
    readonly height: number;
  };
  /** When the detector ran last, seconds. */
  readonly detectedAt: number;
}

/** A face that is followed. */
export interface Track {
  readonly face: TrackedFace;
  /** The same face before smoothing: the next frame's window is placed by these landmarks. */
  readonly found: Face;
  readonly smoothing: SmoothingState | undefined;
  /** Whether the face is in the latest frame, and when it was last seen, seconds. */
  readonly present: boolean;
  readonly seen: number;
}

const { maxFaces, minScore, secondPass } = findFacesFields;

const filterSchema = z.object(
  { minCutoff: positive, beta: atLeastZero, speedCutoff: positive },
  mustBe("the parameters of a 1€ filter"),
);

const seatSchema = z
  .object(
    { left: finite, top: finite, right: finite, bottom: finite },
    mustBe("a region with left, top, right and bottom"),
  )
  .refine(({ left, top, right, bottom }) => left < right && top < bottom, {
    error: "must have left < right and top < bottom",
  });

const trackerSchema = optionsSchema({
  maxFaces,
  minScore,
  secondPass,
  intrinsics: intrinsicsSchema,
  detectEvery: atLeastZero,
  sureScore: share,
  seat: seatSchema,
  smoothing: z.union(
    [
      z.literal(false),
      z.object({ shape: filterSchema, lidsAndLips: filterSchema, place: filterSchema }),
    ],
    mustBe("false, or the parameters of the filters of shape, lidsAndLips and place"),
  ),
  saved: z.object(
    {
      tracks: z.array(z.object({ face: z.object({}), found: z.object({}), seen: finite })),
      lastIds: atLeastZero,
      last: z.object({ timestamp: anyTime, index: finite, width: finite, height: finite }),
      detectedAt: anyTime,
    },
    mustBe("what the tracker's save returned"),
  ),
});

/** What may analyse images for a tracker. */
const trackedVigilSchema = z.object(
  { analyze: callback },
  mustBe("a Vigil, as loadVigil gives it"),
);

/** @throws {RangeError} naming the first malformed option, or when there is no Vigil. */
export function checkTracker(vigil: TrackedVigil, options: TrackerOptions): void {
  check(trackedVigilSchema, vigil, "The tracker's engine");
  check(trackerSchema, options, "The tracker's option");
}

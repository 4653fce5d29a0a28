// A session: a video or a camera's drive as it was analysed, frame by frame, with its source and how it ended.

import * as z from "zod";
import { check, finite, mustBe, share } from "../options.ts";
import type { CameraIntrinsics } from "../pose/camera.ts";
import type { DriverReport } from "../report.ts";
import { faceSchema, nullableNumber, reportSchema } from "../schemas.ts";
import type { TrackedFrame } from "../track/trackedFrame.ts";
import { intrinsicsSchema, type ModelUsed, modelsSchema } from "./analysisJson.ts";
import type { TimeGap } from "./gaps.ts";

/** One frame: what was tracked in it, and the driver monitor's report after it. */
export interface SessionFrame {
  readonly frame: TrackedFrame;
  readonly report: DriverReport;
}

/** Where a session comes from, and what it was analysed with. */
export interface SessionSource {
  /** The video as the reader knows it: a path, or a camera's name. */
  readonly file: string;
  readonly models: readonly ModelUsed[];
  /** The monitor's complete profile of thresholds. */
  readonly profile: { readonly name: string };
  /**
   * The timestamp that a player shows as 0, seconds: the container's start, or a camera's first frame; default 0.
   * Subtitles and reports for people count from it, data files do not.
   */
  readonly origin?: number;
  /** The time of day at the origin, in ISO 8601 and UTC, of live sources: "2026-11-27T14:00:00.000Z". */
  readonly began?: string;
  /** The camera that the head poses were computed with. */
  readonly intrinsics?: CameraIntrinsics;
}

/** A session's frame as it is in memory, for checks. */
const sessionFrameSchema = z.object(
  {
    frame: z.object(
      {
        index: z.int().nonnegative(),
        timestamp: finite,
        width: z.int().positive(),
        height: z.int().positive(),
        brightness: share,
        driver: z.int().positive().nullable(),
        faces: z.array(faceSchema.extend({ id: z.int().positive() })),
      },
      mustBe("a tracked frame"),
    ),
    report: reportSchema,
  },
  mustBe("an object with frame and report"),
);

/** Frames that were checked, and their reports. */
const checked = new WeakSet<object>();

/**
 * Checks a session's frame. It goes to several files one after the other, and only the first one checks it.
 *
 * @throws {RangeError} naming the first malformed value.
 */
export function checkSessionFrame(session: SessionFrame): void {
  if (checked.has(session)) return;
  check(sessionFrameSchema, session, "The session's");
  trusted(session);
}

/** The same frame, which need not be checked: Vigil itself made it. */
export function trusted<Session extends SessionFrame>(session: Session): Session {
  checked.add(session);
  checked.add(session.report);
  return session;
}

/** Whether a report belongs to a frame that was checked. */
export function isChecked(report: object): boolean {
  return checked.has(report);
}

export const sourceSchema = z.object(
  {
    file: z.string(),
    models: modelsSchema,
    profile: z.looseObject({ name: z.string() }),
    origin: finite.optional(),
    began: z.string().optional(),
    intrinsics: intrinsicsSchema.optional(),
  },
  mustBe("a session's source"),
) satisfies z.ZodType<SessionSource>;

/** How a session ended. */
export interface SessionEnd {
  /** How many frames were analysed. */
  readonly frames: number;
  /** Timestamps of the first and the last frame, seconds; null when there was no frame. */
  readonly firstTimestamp: number | null;
  readonly lastTimestamp: number | null;
  /** Why it stopped before the video's end, as text for people; null when nothing is missing. */
  readonly stopped: string | null;
  /**
   * The times without images, at least 2 s each, in the order of time; absent when there are none. Nothing is known of the
   * driver in them.
   */
  readonly gaps?: readonly TimeGap[];
}

export const endSchema = z.object({
  frames: z.int().nonnegative(),
  firstTimestamp: nullableNumber,
  lastTimestamp: nullableNumber,
  stopped: z.string().nullable(),
  gaps: z.array(z.object({ from: finite, to: finite })).optional(),
}) satisfies z.ZodType<SessionEnd>;

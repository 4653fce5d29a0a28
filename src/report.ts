// What the driver monitor takes in and reports for each frame: plain data, the same in the library, in files and in the
// browser. Each list of names stands here once, and its type is inferred from it.

import { type Face, GAZE_REASONS } from "./result.ts";

/** What the monitor takes in for each frame. */
export interface DriverObservation {
  /** Seconds, on any clock. */
  readonly timestamp: number;
  /** The driver's face in image pixels; null when it was not found. */
  readonly face: Face | null;
  /** Mean brightness of the face or, without one, of the frame: 0 black .. 1 white. */
  readonly brightness: number;
  /** The vehicle's speed in km/h, if known. Without it, rules that depend on speed are always in force. */
  readonly speed?: number;
  /** Seconds since the last new image, when this one repeats it. Default 0. */
  readonly noImageFor?: number;
}

/** Parts of a driver's face that can be out of view. */
export const FACE_PARTS = ["face", "eyes", "mouth"] as const;
export type FacePart = (typeof FACE_PARTS)[number];

/** Why a part cannot be judged; "no-image": the source is stalled, or repeats one image. */
export const VIEW_PROBLEMS = ["hidden", "turned-away", "too-dark", "unsure", "no-image"] as const;
export type ViewProblem = (typeof VIEW_PROBLEMS)[number];

/** The kinds of events; docs/driver-state.md defines each. */
export const DRIVER_EVENT_KINDS = [
  "blink",
  "long-blink",
  "microsleep",
  "sleep",
  "drowsiness",
  "yawn",
  "nod",
  "long-distraction",
  "short-distraction",
  "unresponsive",
  "view-degraded",
  "driver-absent",
] as const;
export type DriverEventKind = (typeof DRIVER_EVENT_KINDS)[number];

/** A part of the face that cannot be judged, and why. */
export interface DegradedPart {
  readonly part: FacePart;
  readonly problem: ViewProblem;
}

/** Directions of a look away from the road; left and right are the driver's own. */
export const LOOK_DIRECTIONS = ["left", "right", "up", "down"] as const;
export type LookDirection = (typeof LOOK_DIRECTIONS)[number];

/** Further data of an event. `detailText` puts it into English words. */
export type EventDetail =
  /**
   * Long distraction, unresponsive: where the driver looks, by eyes or head, and the zone where the eyes show it; absent
   * once the event has ended.
   */
  | {
      readonly kind: "direction";
      readonly direction: LookDirection;
      readonly by?: AttentionEvidence;
      readonly zone?: string;
    }
  /**
   * Short distraction: how many looks away add up to it. `place` is "below" when they go to one place below the
   * windscreen.
   */
  | { readonly kind: "looks"; readonly count: number; readonly place?: "below" }
  /** Drowsiness: PERCLOS, 0..1, and its window in seconds; null when the eyes were seen in too little of it. */
  | { readonly kind: "perclos"; readonly value: number | null; readonly window: number }
  /** View degraded. */
  | ({ readonly kind: "view" } & DegradedPart)
  /** Yawn: a hand covered the mouth at its end. */
  | { readonly kind: "behind-hand" }
  /** Driver absent: no face was found. */
  | { readonly kind: "no-face" }
  /** A sentence from a file of version 1 that was not written by Vigil. */
  | { readonly kind: "text"; readonly text: string };

/** Something that happened or is happening. Times in seconds on the observations' clock. */
export interface DriverEvent {
  /** A number from 1, in the order in which events were recognised. */
  readonly id: number;
  readonly kind: DriverEventKind;
  /** When it began; this is before it was recognised. */
  readonly start: number;
  /** When it ended; null while it lasts. */
  readonly end: number | null;
  /** 0..1. */
  readonly confidence: number;
  /** How many frames it spans, and in how many of them its subject could be seen: the eyes, the mouth, the head. */
  readonly evidence: { readonly frames: number; readonly valid: number };
  readonly detail?: EventDetail;
}

/** How urgent an alert is, the least urgent first. */
export const ALERT_LEVELS = ["information", "caution", "warning"] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** An alert to the driver. `alertText` puts it into English words. */
export interface DriverAlert {
  readonly timestamp: number;
  readonly level: AlertLevel;
  /** The `id` of its event. */
  readonly event: number;
  readonly kind: DriverEventKind;
  /** The event's detail when the alert was given. */
  readonly detail?: EventDetail;
}

/** The driver's states; a report has the most severe that holds. */
export const DRIVER_STATES = [
  "absent",
  "unknown",
  "calibrating",
  "attentive",
  "distracted",
  "drowsy",
  "microsleep",
  "asleep",
  "unresponsive",
] as const;
export type DriverState = (typeof DRIVER_STATES)[number];

/** Where the driver attends, as far as eyes or head show. */
export const ATTENTIONS = ["road", "away", "unknown"] as const;
export type Attention = (typeof ATTENTIONS)[number];

/** What attention is judged by: the eyes when they can be seen, the head's direction when not. */
export const ATTENTION_EVIDENCE = ["eyes", "head"] as const;
export type AttentionEvidence = (typeof ATTENTION_EVIDENCE)[number];

/** Where the eyes look, in degrees from the driver's straight ahead: yaw to the driver's left, pitch up. */
export interface DriverSight {
  readonly yaw: number;
  readonly pitch: number;
  /** One standard deviation of either angle. */
  readonly deviation: number;
}

/**
 * Why it is unknown where the eyes look: the eyes' own reason, this person's offset is not learned yet, or the direction
 * of the head is unknown.
 */
export const SIGHT_PROBLEMS = [...GAZE_REASONS, "not-calibrated", "no-head"] as const;
export type SightProblem = (typeof SIGHT_PROBLEMS)[number];

/** Whether the driver's baseline is still being learned. */
export const CALIBRATION_PHASES = ["calibrating", "ready"] as const;
export type CalibrationPhase = (typeof CALIBRATION_PHASES)[number];

/** What is normal for this driver, learned at the start of a drive. Angles in degrees, with the signs of HeadPose. */
export interface DriverBaseline {
  /** The neutral direction: where the head points while the driver looks at the road. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Openness (opening ÷ width) of open eyes; null when they have not been seen enough. */
  readonly leftEye: number | null;
  readonly rightEye: number | null;
  /** Openness of the mouth at rest. */
  readonly mouth: number | null;
  /**
   * The eyes' measured direction relative to the head while the driver looks at the road, which differs from 0 by
   * glasses, eyes and the camera's place; null or absent when it has not been seen enough.
   */
  readonly gaze?: { readonly yaw: number; readonly pitch: number } | null;
  /**
   * How much the openness of open eyes varies, by the lids and by the landmarks on them: its standard deviation as a share
   * of it; null or absent when it is not known.
   */
  readonly lidSpread?: number | null;
}

/** How many samples each part of a baseline rests on, ten a second at most; 0 for a part that is missing. */
export interface BaselineSamples {
  readonly head: number;
  readonly leftEye: number;
  readonly rightEye: number;
  readonly mouth: number;
  readonly gaze: number;
}

/**
 * What was wrong with a frame's time. `repeated` and `backwards`: the frame was ignored, and the report repeats
 * the last one's measures. `reset`: the clock was set back, and everything measured over time started again.
 * `gap`: frames are missing before this one, and nothing is known of the time between.
 */
export const CLOCK_PROBLEMS = ["repeated", "backwards", "reset", "gap"] as const;
export type ClockProblem = (typeof CLOCK_PROBLEMS)[number];

/** What the monitor reports after each frame. */
export interface DriverReport {
  readonly timestamp: number;
  /** Missing when the frame simply followed the last one. */
  readonly clock?: ClockProblem;
  readonly state: DriverState;
  /**
   * Seconds since the last new image, when that is so long that the source must be stalled or frozen. Nothing is known of
   * the driver then. Missing otherwise.
   */
  readonly noImageFor?: number;
  readonly calibration: {
    readonly phase: CalibrationPhase;
    /** 0..1 while calibrating. */
    readonly progress: number;
    readonly baseline: DriverBaseline | null;
    /** What the baseline rests on; null without one, or when it was given. */
    readonly samples: BaselineSamples | null;
  };
  /** How far the eyes are closed: 0 as open as this driver's usually are, 1 shut; null when it is unknown. */
  readonly eyeClosure: number | null;
  /** Why `eyeClosure` is null. */
  readonly eyesProblem: ViewProblem | null;
  /** How far the mouth is open (opening ÷ width); null when it is unknown. */
  readonly mouthOpenness: number | null;
  readonly mouthProblem: ViewProblem | null;
  /** The head's angles relative to the neutral direction, degrees; null without a face or a baseline. */
  readonly head: { readonly yaw: number; readonly pitch: number; readonly roll: number } | null;
  /** Where the eyes look; null when that is unknown. */
  readonly sight: DriverSight | null;
  /** Why `sight` is null. */
  readonly sightProblem: SightProblem | null;
  readonly attention: Attention;
  /** What `attention` rests on; null when it is unknown. */
  readonly attentionBy: AttentionEvidence | null;
  /** The zone of the profile's cabin in which the eyes look; null without a cabin, outside all zones, or when unknown. */
  readonly zone: string | null;
  /** Share of the landmarks that are occluded; null without a face. */
  readonly occludedShare: number | null;
  /** Share of time with the eyes at least 80 % closed, over each of the profile's windows, the shortest first. */
  readonly perclos: readonly {
    /** The window's length in seconds. */
    readonly window: number;
    /** 0..1; null when the eyes were seen in too little of the window. */
    readonly value: number | null;
    /** The share of the window in which the eyes could be judged. */
    readonly coverage: number;
  }[];
  /** Blinks a minute over the last minute; null when the eyes were seen in too little of it. */
  readonly blinkRate: number | null;
  /** Parts of the face that have been out of view for long; empty when all can be judged. */
  readonly degraded: readonly DegradedPart[];
  /** Events that were recognised, changed their kind, or ended with this frame. */
  readonly changed: readonly DriverEvent[];
  /** Events that have not ended. */
  readonly ongoing: readonly DriverEvent[];
  /** Alerts to give with this frame. */
  readonly alerts: readonly DriverAlert[];
}

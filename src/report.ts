// What the driver monitor takes and says, frame by frame: plain data, the same in the library, files and browser.

import type { Face } from "./result.ts";

/** What the monitor is given for each frame. */
export interface DriverObservation {
  /** Seconds, on any clock that does not run backwards. */
  readonly timestamp: number;
  /** The driver's face; null when it was not found. */
  readonly face: Face | null;
  /** Mean brightness of the face or, without one, of the frame: 0 black .. 1 white. */
  readonly brightness: number;
  /** The vehicle's speed in km/h, where known; without it the speed gates stand open. */
  readonly speed?: number;
}

/** Parts of a driver's face that can be out of view. */
export const FACE_PARTS = ["face", "eyes", "mouth"] as const;
export type FacePart = (typeof FACE_PARTS)[number];

/** Why a part cannot be judged. */
export const VIEW_PROBLEMS = ["hidden", "turned-away", "too-dark", "unsure"] as const;
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

/** What more is known of an event. `detailText` puts it into English words. */
export type EventDetail =
  /** Long distraction, unresponsive: where the head is turned; absent once the event has ended. */
  | { readonly kind: "direction"; readonly direction: LookDirection }
  /** Short distraction: how many looks away add up to it. */
  | { readonly kind: "looks"; readonly count: number }
  /** Drowsiness: PERCLOS, 0..1, and its window in seconds; null when the eyes were seen in too little of it. */
  | { readonly kind: "perclos"; readonly value: Perhaps; readonly window: number }
  /** View degraded. */
  | ({ readonly kind: "view" } & DegradedPart)
  /** Yawn: a hand covered the mouth at its end. */
  | { readonly kind: "behind-hand" }
  /** Driver absent: no face was found. */
  | { readonly kind: "no-face" }
  /** A sentence from a file of version 1 that was not written by Vigil. */
  | { readonly kind: "text"; readonly text: string };

/** Something that happened, or is happening. Times in seconds on the observations' clock. */
export interface DriverEvent {
  /** From 1, in the order in which events were recognised. */
  readonly id: number;
  readonly kind: DriverEventKind;
  /** When it began, which is before it was recognised. */
  readonly start: number;
  /** When it ended; null while it lasts. */
  readonly end: number | null;
  /** How sure, 0..1. */
  readonly confidence: number;
  /** The frames it rests on: how many in its span, and in how many of them what it is about could be seen. */
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
  /** The event that it is about. */
  readonly event: number;
  readonly kind: DriverEventKind;
  /** The event's detail when the alert was given. */
  readonly detail?: EventDetail;
}

/** The driver's states; a report has the gravest that holds. */
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

/** Where the driver attends, as far as the head's direction shows. */
export const ATTENTIONS = ["road", "away", "unknown"] as const;
export type Attention = (typeof ATTENTIONS)[number];

/** Whether the driver's baseline is still being learned. */
export const CALIBRATION_PHASES = ["calibrating", "ready"] as const;
export type CalibrationPhase = (typeof CALIBRATION_PHASES)[number];

/** A number that may be unknown; null is never zero. */
export type Perhaps = number | null;

/** What is normal for this driver, learned at the start of a drive. */
export interface DriverBaseline {
  /** Where the head points on the road, degrees, in HeadPose's signs. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Openness (opening ÷ width) of the eyes when open; null when they have not been seen enough. */
  readonly leftEye: Perhaps;
  readonly rightEye: Perhaps;
  /** Openness of the mouth at rest. */
  readonly mouth: Perhaps;
}

/**
 * What was wrong with a frame's time. `repeated` and `backwards`: the frame was ignored, and the report repeats
 * the last one's measures. `reset`: the clock was set back, and everything measured over time started again.
 * `gap`: frames are missing before this one, and nothing is known of the time between.
 */
export const CLOCK_PROBLEMS = ["repeated", "backwards", "reset", "gap"] as const;
export type ClockProblem = (typeof CLOCK_PROBLEMS)[number];

/** What the monitor says after each frame. */
export interface DriverReport {
  readonly timestamp: number;
  /** Present only when the frame's time was not simply later than the last one's. */
  readonly clock?: ClockProblem;
  readonly state: DriverState;
  readonly calibration: {
    readonly phase: CalibrationPhase;
    /** 0..1 while calibrating. */
    readonly progress: number;
    readonly baseline: DriverBaseline | null;
  };
  /** Share by which the eyes are closed: 0 as open as this driver's are, 1 shut; null when it cannot be told. */
  readonly eyeClosure: Perhaps;
  /** Why `eyeClosure` is null. */
  readonly eyesProblem: ViewProblem | null;
  /** How far the mouth is open (opening ÷ width); null when it cannot be told. */
  readonly mouthOpenness: Perhaps;
  readonly mouthProblem: ViewProblem | null;
  /** The head's angles against the driver's neutral direction, degrees; null without a face or a direction yet. */
  readonly head: { readonly yaw: number; readonly pitch: number; readonly roll: number } | null;
  readonly attention: Attention;
  /** Share of the landmarks that are occluded; null without a face. */
  readonly occludedShare: Perhaps;
  /** Share of time with the eyes at least 80 % closed over the profile's windows, the shortest first. */
  readonly perclos: readonly {
    /** The window's length in seconds. */
    readonly window: number;
    /** 0..1; null when the eyes were seen in too little of the window. */
    readonly value: Perhaps;
    /** The share of the window in which the eyes could be judged. */
    readonly coverage: number;
  }[];
  /** Blinks a minute over the last minute; null when the eyes were seen in too little of it. */
  readonly blinkRate: Perhaps;
  /** What the view lacks at the moment, once it has lasted; empty when all can be judged. */
  readonly degraded: readonly DegradedPart[];
  /** Events that were recognised, changed their kind, or ended with this frame. */
  readonly changed: readonly DriverEvent[];
  /** Events that last. */
  readonly ongoing: readonly DriverEvent[];
  /** Alerts to give now. */
  readonly alerts: readonly DriverAlert[];
}

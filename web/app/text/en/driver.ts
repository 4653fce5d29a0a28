// Texts about the driver in English: states, events, alerts, and the parts of a face.

import type {
  DriverEventKind,
  DriverState,
  FacePart,
  LookDirection,
  Region,
  ViewProblem,
} from "../../../../src/index.ts";

export const events: Record<DriverEventKind, string> = {
  blink: "Blink",
  "long-blink": "Long blink",
  microsleep: "Microsleep",
  sleep: "Sleep",
  drowsiness: "Drowsiness",
  yawn: "Yawn",
  nod: "Head nod",
  "long-distraction": "Long distraction",
  "short-distraction": "Repeated glances away",
  unresponsive: "No response",
  "view-degraded": "View degraded",
  "driver-absent": "No driver in view",
};

export const states: Record<DriverState, string> = {
  absent: "No driver",
  unknown: "Cannot tell",
  calibrating: "Calibrating",
  attentive: "Attentive",
  distracted: "Distracted",
  drowsy: "Drowsy",
  microsleep: "Microsleep",
  asleep: "Asleep",
  unresponsive: "No response",
};

/** Advice to the driver, by state. */
export const advice: Record<DriverState, string> = {
  absent: "Nobody is in the driver’s place.",
  unknown: "The face cannot be judged at the moment.",
  calibrating: "Learning what is normal for this driver. Look at the road.",
  attentive: "The driver looks at the road.",
  distracted: "Look at the road.",
  drowsy: "Take a break soon.",
  microsleep: "Wake up!",
  asleep: "Wake up!",
  unresponsive: "The driver does not respond. Stop the vehicle.",
};

export const alerts: Record<DriverEventKind, string> = {
  ...events,
  microsleep: "Your eyes were closed. Take a break.",
  sleep: "Wake up!",
  drowsiness: "You seem tired. Take a break soon.",
  "long-distraction": "Look at the road.",
  "short-distraction": "You look away often. Look at the road.",
  unresponsive: "Take the wheel. The vehicle should stop.",
  "view-degraded": "The camera cannot see enough of your face.",
  "driver-absent": "No driver in view.",
};

export const regions: Record<Region, string> = {
  jaw: "Jaw",
  rightBrow: "Right brow",
  leftBrow: "Left brow",
  nose: "Nose",
  rightEye: "Right eye",
  leftEye: "Left eye",
  mouth: "Mouth",
};

export const parts: Record<FacePart, string> = { eyes: "Eyes", mouth: "Mouth", face: "Face" };

/** Details of events. */
export const details = {
  turned: {
    left: "Head turned to the left",
    right: "Head turned to the right",
    up: "Head raised",
    down: "Head lowered",
  } satisfies Record<LookDirection, string>,
  looked: {
    left: "Eyes to the left",
    right: "Eyes to the right",
    up: "Eyes raised",
    down: "Eyes lowered",
  } satisfies Record<LookDirection, string>,
  looks: (count: number): string => `${count} looks away`,
  looksBelow: (count: number): string => `${count} looks at one place below the windscreen`,
  perclos: (percent: string, seconds: number): string =>
    `Eyes closed ${percent} % of ${seconds} s (PERCLOS)`,
  behindHand: "Mouth behind a hand",
  sure: (percent: string): string => `${percent} sure`,
  evidence: (valid: number, frames: number): string =>
    `Rests on ${valid} of ${frames} frames in which it could be seen`,
};

export const viewProblems: Record<ViewProblem, string> = {
  hidden: "hidden",
  "turned-away": "turned away",
  "too-dark": "too dark",
  unsure: "unsure",
  "no-image": "no new image",
};

// Texts about where the driver looks, and the cabin around, in English.

import type { SightProblem } from "../../../../src/index.ts";

/** Degrees in whole numbers; yaw to the left and pitch up are positive. */
function direction(yaw: number, pitch: number): string {
  const side = yaw < 0 ? "right" : "left";
  const size = (angle: number) => `${Math.round(Math.abs(angle))}°`;
  return `${size(yaw)} to the ${side}, ${size(pitch)} ${pitch < 0 ? "down" : "up"}`;
}

export const cabin = {
  title: "Where the driver looks",
  road: "Road",
  away: "Away from the road",
  unknown: "Cannot tell",
  byEyes: (yaw: number, pitch: number): string => `By the eyes: ${direction(yaw, pitch)}`,
  byHead: (why: string): string => `By the head: ${why}`,
  learned: (yaw: number, pitch: number, samples: number | null): string =>
    `Learned of these eyes: ${direction(yaw, pitch)}${samples === null ? "" : `, by ${samples} samples`}`,
  why: {
    shut: "the eyes are shut",
    hidden: "the eyes are hidden",
    "dark-lens": "dark glasses",
    glare: "reflections on the glasses",
    "too-small": "the eyes are too small",
    "turned-too-far": "turned too far",
    "no-network": "gaze is not measured",
    "not-calibrated": "learning this driver",
    "no-head": "no head in view",
  } satisfies Record<SightProblem, string>,
  place: "Camera",
  places: {
    none: "Place not known",
    column: "On the steering column",
    mirror: "At the mirror",
    pillar: "On the pillar",
    own: "Own zones",
  },
  rightHand: "Wheel on the right",
  map: "Zones as seen from the driver’s seat",
  help: "Drag a zone to move it, its corner to resize it. Or select it and use the arrow keys, with Shift to resize.",
  zone: (name: string, yaw: string, pitch: string): string =>
    `${name}: ${yaw} to the left, ${pitch} up`,
  /** Zones that come with Vigil have other words in other languages. */
  zones: {} as Readonly<Record<string, string>>,
};

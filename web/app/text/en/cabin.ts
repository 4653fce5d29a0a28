// Texts about where the driver looks, and the cabin around, in English.

import type { SightProblem } from "../../../../src/index.ts";

export const cabin = {
  title: "Where the driver looks",
  road: "Road",
  away: "Away from the road",
  unknown: "Cannot tell",
  byEyes: (yaw: string, pitch: string): string => `By the eyes: ${yaw} to the left, ${pitch} up`,
  byHead: (why: string): string => `By the head: ${why}`,
  learned: (yaw: string, pitch: string, samples: number | null): string =>
    `Learned of these eyes: ${yaw} to the left, ${pitch} up${samples === null ? "" : `, by ${samples} samples`}`,
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

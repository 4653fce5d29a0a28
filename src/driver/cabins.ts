// The cabins that come with Vigil: a car with the wheel on the left, and a camera in one of three usual places.
//
// Sources of the angles: [R125] UN Regulation 125: the windscreen must be clear to 4 degrees below the horizontal;
// [R46] UN Regulation 46: the driver's outside mirror lies at most 55 degrees aside; [N] NHTSA's guidelines for visual
// distraction (2013) and JAMA's for displays: at most 30 degrees down to a display; [E] Euro NCAP's list of places that
// drivers look at; [V] Vigil's own choice, for an average driver in a mid-size car. Real cars differ by some 10 degrees:
// measure yours.

import { type Cabin, parseCabin, type Zone } from "./cabin.ts";

const ZONES: readonly Zone[] = [
  { name: "rear-mirror", use: "driving", yaw: [-48, -25], pitch: [3, 20] }, // [E] [V]
  { name: "left-mirror", use: "driving", yaw: [29, 51], pitch: [-19, -1] }, // [E] [R46]
  { name: "right-mirror", use: "driving", yaw: [-60, -44], pitch: [-19, -4] }, // [E] [V]
  { name: "road", use: "road", yaw: [-25, 25], pitch: [-14, 20] }, // [R125] with the bonnet and the wheel's rim; [V]
  { name: "windscreen", use: "driving", yaw: [-50, -25], pitch: [-9, 3] }, // [V] the other side of the road
  { name: "cluster", use: "driving", yaw: [-14, 14], pitch: [-30, -14] }, // [E] [N]
  { name: "wheel-rim", use: "other", yaw: [14, 30], pitch: [-40, -14] }, // [E] 9 to 11 o'clock
  { name: "centre-display", use: "other", yaw: [-48, -14], pitch: [-38, -9] }, // [E] [N]
  { name: "glovebox", use: "other", yaw: [-80, -48], pitch: [-36, -19] }, // [E] [V]
  { name: "lap", use: "other", yaw: [-48, 45], pitch: [-80, -30] }, // [E] lap and both knees
  { name: "footwell", use: "other", yaw: [-90, -48], pitch: [-80, -36] }, // [E] the passenger's
  { name: "passenger", use: "other", yaw: [-74, -50], pitch: [-19, 15] }, // [E] the face
  { name: "left-window", use: "other", yaw: [25, 120], pitch: [-40, 35] }, // [E]
  { name: "right-window", use: "other", yaw: [-120, -74], pitch: [-19, 35] }, // [E]
];

/** The camera's directions: [V], the places of docs/driver-scripts.md. */
const PLACES = {
  column: { aside: 4, above: -14 },
  mirror: { aside: -34, above: 10 },
  pillar: { aside: 38, above: 5 },
} as const;

/**
 * The cabins by the camera's place: on the steering column, at the rear mirror, on the pillar beside the driver. The
 * wheel is on the left; `mirroredCabin` gives the other side.
 *
 * @example
 * cabins.column.camera; // { aside: 4, above: -14 }
 * createDriverMonitor({ profile: { ...profiles.default, cabin: cabins.column } }).profile.cabin?.name; // "column"
 */
export const cabins: Readonly<Record<keyof typeof PLACES, Cabin>> = {
  column: { name: "column", camera: PLACES.column, zones: [...ZONES] },
  mirror: { name: "mirror", camera: PLACES.mirror, zones: [...ZONES] },
  pillar: { name: "pillar", camera: PLACES.pillar, zones: [...ZONES] },
};

/**
 * The same cabin with the wheel on the other side: left becomes right, in angles and in the names of zones.
 *
 * @throws {RangeError} naming every field that is missing or malformed.
 * @example
 * mirroredCabin(cabins.column).zones[1]; // { name: "right-mirror", use: "driving", yaw: [-51, -29], pitch: [-19, -1] }
 */
export function mirroredCabin(cabin: Cabin): Cabin {
  const { name, camera, zones } = parseCabin(cabin);
  const otherSide: Readonly<Record<string, string>> = { left: "right", right: "left" };
  return {
    name: `${name}-mirrored`,
    camera: { ...camera, aside: -camera.aside },
    zones: zones.map((zone) => ({
      ...zone,
      name: zone.name.replace(/^(left|right)(?=-)/, (side) => otherSide[side] ?? side),
      yaw: [-zone.yaw[1], -zone.yaw[0]],
    })),
  };
}

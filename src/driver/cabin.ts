// The cabin around a driver as data: where the camera is, and what lies in which direction from the driver's eyes.

import * as z from "zod";
import type { SightAngles } from "../eyes/lineOfSight.ts";
import {
  anglesFromRotation,
  type HeadAngles,
  multiplyMatrices,
  rotationFromAngles,
} from "../pose/rotation.ts";

/** What looks at a zone are for. Looks at mirrors and instruments are part of driving while they are short. */
const ZONE_USES = ["road", "driving", "other"] as const;

const degrees = z.number().min(-180).max(180);
/** From and to, degrees. */
const range = z.tuple([degrees, degrees]).refine(([from, to]) => from < to, {
  message: "must be two angles, the lower one first",
});

const zoneSchema = z.object({
  /** Such as "left-mirror"; reports and tables name it. */
  name: z.string().min(1),
  use: z.enum(ZONE_USES),
  /** Degrees from straight ahead, as seen from the driver's eyes: yaw to the driver's left, pitch up. */
  yaw: range,
  pitch: range,
});

export const cabinSchema = z.object({
  name: z.string().min(1),
  /** The camera's direction from the driver's eyes: degrees to the driver's left, and up. */
  camera: z.object({ aside: degrees, above: degrees }),
  /** Where zones overlap, the first one in the list counts. */
  zones: z.array(zoneSchema),
});

/** A cabin: the camera's place and zones. Degrees. */
export type Cabin = Readonly<z.infer<typeof cabinSchema>>;
export type Zone = Readonly<z.infer<typeof zoneSchema>>;

/**
 * Checks a cabin, as parsed from JSON.
 *
 * @throws {RangeError} naming every field that is missing or malformed.
 * @example
 * parseCabin({ name: "van", camera: { aside: 0, above: -10 }, zones: [] }).name; // "van"
 */
export function parseCabin(value: unknown): Cabin {
  const parsed = cabinSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RangeError(`This is not a cabin:\n${z.prettifyError(parsed.error)}`);
}

/** The head's angles, as the camera sees them, of a driver who looks straight ahead. */
export function cameraView({ camera }: Cabin): HeadAngles {
  // The camera's axes are turned by these angles from the car's. The head's rotation in them is the inverse.
  const [a, b, c, d, e, f, g, h, i] = multiplyMatrices(
    rotationFromAngles({ yaw: camera.aside, pitch: 0, roll: 0 }),
    rotationFromAngles({ yaw: 0, pitch: camera.above, roll: 0 }),
  );
  return anglesFromRotation([a, d, g, b, e, h, c, f, i]);
}

/**
 * The zone in a direction; null when none lies there.
 *
 * @param last the zone of the last look, which is kept up to `hysteresis` degrees beyond its edges.
 */
export function zoneAt(
  { zones }: Cabin,
  direction: SightAngles,
  last: string | null,
  hysteresis: number,
): Zone | null {
  const kept = zones.find(({ name }) => name === last);
  if (kept !== undefined && outside(kept, direction) <= hysteresis) {
    // Deep inside another zone that comes first, the look has moved there.
    const inner = zones.find((zone) => outside(zone, direction) <= -hysteresis);
    return inner !== undefined && zones.indexOf(inner) < zones.indexOf(kept) ? inner : kept;
  }
  return zones.find((zone) => outside(zone, direction) <= 0) ?? null;
}

/** How far a direction is beyond the edge of a zone, degrees; negative inside. */
export function outside({ yaw, pitch }: Zone, direction: SightAngles): number {
  return Math.max(
    yaw[0] - direction.yaw,
    direction.yaw - yaw[1],
    pitch[0] - direction.pitch,
    direction.pitch - pitch[1],
  );
}

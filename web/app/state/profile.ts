// What calibration learned of the driver, kept on this device until it is deleted.

import type { DriverBaseline, DriverReport } from "../../../src/index.ts";
import { baselineSchema } from "../../../src/schemas.ts";
import { keptSignal } from "./kept.ts";

/** The driver's baseline after the last calibration; null when there is none. */
export const profile = keptSignal<DriverBaseline | null>(
  "vigil.profile",
  baselineSchema.nullable(),
  null,
);

/** Takes the baseline of a finished calibration. */
export function learnProfile({ phase, baseline }: DriverReport["calibration"]): void {
  if (phase !== "ready" || baseline === null) return;
  if (JSON.stringify(baseline) !== JSON.stringify(profile.value)) profile.value = baseline;
}

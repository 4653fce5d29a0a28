// The measurements of docs/benchmarks.md: what each one is, its limits, and how its figures are shown.

import { ARCHIVES } from "./measurements/archives.ts";
import { DRIVER } from "./measurements/driver.ts";
import { EYES } from "./measurements/eyes.ts";
import { FACES } from "./measurements/faces.ts";
import type { Measurement } from "./measurements/measurement.ts";
import { SPEED } from "./measurements/speed.ts";

/** All measurements by their names in the records, in the order of the page. */
export const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  ...FACES,
  ...EYES,
  ...DRIVER,
  ...SPEED,
  ...ARCHIVES,
};

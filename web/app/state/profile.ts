// What was learned of the driver, kept on this device until it is deleted.

import { effect, signal } from "@preact/signals";
import * as z from "zod";
import type { DriverBaseline, DriverReport } from "../../../src/index.ts";

const perhaps = z.number().nullable();

const profileSchema = z.object({
  yaw: z.number(),
  pitch: z.number(),
  roll: z.number(),
  leftEye: perhaps,
  rightEye: perhaps,
  mouth: perhaps,
});

const KEY = "vigil.profile";

/** The driver's baseline as the last calibration left it; null when there is none. */
export const profile = signal<DriverBaseline | null>(read());

/** Forgets the driver. */
export function deleteProfile(): void {
  profile.value = null;
}

/** Takes over what a finished calibration learned. */
export function learnProfile({ phase, baseline }: DriverReport["calibration"]): void {
  if (phase !== "ready" || baseline === null) return;
  if (JSON.stringify(baseline) !== JSON.stringify(profile.value)) profile.value = baseline;
}

/** Keeps every change from now on, on this device alone. */
export function keepProfile(): void {
  effect(() => {
    const { value } = profile;
    try {
      if (value === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(value));
    } catch {
      // Private windows may refuse to keep anything; the profile then holds until the page is closed.
    }
  });
}

function read(): DriverBaseline | null {
  try {
    return profileSchema.nullable().parse(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return null;
  }
}

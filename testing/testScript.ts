// A short script for tests.

import { type ActionInput, type DriverScript, driverScript } from "../drives/driverScript.ts";

/** A script of 30 seconds with these actions; `header` replaces its other fields. */
export function testScript(
  actions: readonly ActionInput[],
  header: Partial<Parameters<typeof driverScript>[0]> = {},
): DriverScript {
  return driverScript({ seed: 3, seconds: 30, ...header, actions: [...actions] });
}

// A short script for tests.

import type { z } from "zod";
import { type DriverScript, driverScriptSchema } from "../drives/driverScript.ts";

/** A script of 30 seconds with these actions; whatever else is given replaces the header's own. */
export function testScript(
  actions: readonly z.input<typeof driverScriptSchema>["actions"][number][],
  header: Partial<z.input<typeof driverScriptSchema>> = {},
): DriverScript {
  return driverScriptSchema.parse({
    schema: "vigil-driver-script",
    version: 1,
    title: "test",
    seed: 3,
    seconds: 30,
    ...header,
    actions,
  });
}

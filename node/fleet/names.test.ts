// Vehicle and driver from folders and names.

import { expect, test } from "vitest";
import { nameReader } from "./names.ts";

test.each([
  ["{vehicle}/{driver}_*", "archive/bus-7/ana_2026.mp4", "bus-7", "ana"],
  ["{vehicle}/{driver}_*", "bus-7/ana_maria_2026.mp4", "bus-7", "ana"],
  ["{vehicle}/*/{driver}", "x/truck.3/day 1/Jörg.webm", "truck.3", "Jörg"],
  ["{vehicle}/*_{driver}", "s3://drives/bus-7/2026-11-02_ana.mp4", "bus-7", "ana"],
  ["cam-{vehicle}", "archive/cam-12.mkv", "12", undefined],
  ["{vehicle}(a+b)-{driver}", "k(a+b)-d.mp4", "k", "d"],
  ["{vehicle}/{driver}_*", "C:\\archive\\bus-7\\ana_1.mp4", "bus-7", "ana"],
  // No driver is better than a wrong one.
  ["{vehicle}/{driver}_*", "archive/bus-7/ana.mp4", undefined, undefined],
  ["{vehicle}/{driver}_*", "ana_1.mp4", undefined, undefined],
])("%s reads %s", (pattern, name, vehicle, driver) => {
  expect(nameReader(pattern)(name)).toEqual({ vehicle, driver });
});

test.each(["", "*/x", "{car}/{driver}", "{driver}/{driver}"])(
  "the pattern %j is refused with an example",
  (pattern) => {
    expect(() => nameReader(pattern)).toThrow(/\{vehicle\}\/\{driver\}_\*/);
  },
);

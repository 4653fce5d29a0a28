// Looks by eyes and head on scripted drives: Euro NCAP's list, behaviour that must not alarm, and hours of ordinary driving.

import { describe, expect, test } from "vitest";
import { behaviourDrives } from "../../drives/behaviours.ts";
import { GAZE_DRIVER, lookDrives } from "../../drives/looks.ts";
import { monitorScript } from "../../drives/monitorScript.ts";
import { ordinaryLooks } from "../../drives/ordinaryLooks.ts";
import { cabins } from "./cabins.ts";
import { profiles } from "./profiles.ts";

/** Events that say something bad about the driver. */
const isOrdinary = ({ kind }: { readonly kind: string }) =>
  kind === "blink" || kind === "long-blink";
const drives = lookDrives(1);
const ofKind = (kind: string) => drives.filter((drive) => drive.kind === kind);
const watched = (drive: (typeof drives)[number], cabin: keyof typeof cabins | null = "column") =>
  monitorScript(drive.script, {
    profile: { ...profiles.default, cabin: cabin && cabins[cabin] },
  });

/** Long looks that are reported within half a second of the time at which they are long. */
function timely(cabin: keyof typeof cabins | null): { share: number; late: string[] } {
  const long = ofKind("long");
  const late = long.filter((drive) => {
    const { of, reportedAt } = watched(drive, cabin);
    const [event, ...more] = of("long-distraction");
    const limit = 22 + profiles.default.distraction.long[0].seconds;
    const at = event && reportedAt.get(event.id);
    return more.length > 0 || at === undefined || Math.abs(at - limit) > 0.5;
  });
  return { share: 1 - late.length / long.length, late: late.map(({ name }) => name) };
}

test("long looks of the list, owl and lizard, are found within half a second of their limit", () => {
  const { share, late } = timely("column");
  expect(share, late.join(", ")).toBeGreaterThanOrEqual(0.95);
});

test("without a cabin they are found by their angles", () => {
  const { share, late } = timely(null);
  expect(share, late.join(", ")).toBeGreaterThanOrEqual(0.95);
});

test("a short look at any place of the list gives no event", () => {
  for (const drive of ofKind("short")) {
    const { events } = watched(drive);
    expect(
      events.filter((event) => !isOrdinary(event)),
      drive.name,
    ).toEqual([]);
  }
});

test("repeated looks add up, unless they go to a mirror or the cluster", () => {
  const isForDriving = /mirror|cluster/;
  const missed = ofKind("repeated").filter(({ name, ...drive }) => {
    const found = watched({ name, ...drive }).of("short-distraction").length > 0;
    return found === isForDriving.test(name);
  });
  expect(missed.map(({ name }) => name).length).toBeLessThanOrEqual(2);
});

test("repeated looks at one place below the windscreen are named as that", () => {
  const lap = drives.filter(({ name, kind }) => /in the lap/.test(name) && kind === "repeated");
  expect(lap).toHaveLength(2);
  for (const drive of lap) {
    const [event] = watched(drive).of("short-distraction");
    expect(event?.detail).toMatchObject({ kind: "looks", place: "below" });
  }
  const window = drives.find(({ name }) => name === "passenger's window, owl, repeated");
  const [aside] = window ? watched(window).of("short-distraction") : [];
  expect(aside?.detail).not.toHaveProperty("place");
});

test.each(behaviourDrives(1))("$name gives no event and no alert", ({ script }) => {
  const { events, alerts } = monitorScript(script, {
    profile: { ...profiles.default, cabin: cabins.column },
  });
  expect(events.filter((event) => !isOrdinary(event))).toEqual([]);
  expect(alerts).toEqual([]);
});

describe("two hours of ordinary driving with natural looks give blinks and nothing else", () => {
  const places = ["column", "mirror", "pillar", "column"] as const;
  test.each(places.map((place, k) => ({ place, seed: 20 + k })))(
    "half an hour, camera at the $place, seed $seed",
    { timeout: 600_000 },
    ({ place, seed }) => {
      const script = ordinaryLooks(seed, 1800, {
        ...GAZE_DRIVER,
        camera: { place },
        frames: { rate: 10, jitter: 0.1 },
      });
      const { events, alerts } = monitorScript(script, {
        profile: { ...profiles.default, cabin: cabins[place] },
      });
      expect(events.filter((event) => !isOrdinary(event))).toEqual([]);
      expect(alerts).toEqual([]);
      expect(events.length).toBeGreaterThan(200);
    },
  );
});

// Looks over time: stretches, gaps, a video that is set back.

import { expect, test } from "vitest";
import { addLook, cutLooks, type Look, placesIn } from "./looks.ts";

const frame = (timestamp: number, zone: string | null, attention = "away") =>
  ({ timestamp, zone, attention, attentionBy: "eyes" }) as Parameters<typeof addLook>[1];

function looksOf(frames: readonly Parameters<typeof addLook>[1][]): Look[] {
  const looks: Look[] = [];
  frames.forEach((each, k) => {
    addLook(looks, each, frames[k - 1]?.timestamp);
  });
  return looks;
}

test("frames at one place are one look; another place, a gap and unknown attention end it", () => {
  const looks = looksOf([
    frame(0, "road", "road"),
    frame(0.1, "road", "road"),
    frame(0.2, "lap"),
    frame(0.3, null, "unknown"),
    frame(0.4, "lap"),
    frame(5, "lap"),
    frame(5.1, null, "away"),
  ]);
  expect(looks.map(({ place, from, to }) => [place, from, to])).toEqual([
    ["road", 0, 0.1],
    ["lap", 0.1, 0.2],
    ["lap", 0.3, 0.4],
    ["lap", 5, 5],
    ["away", 5, 5.1],
  ]);
});

test("when a video is set back, later looks are cut off", () => {
  const looks = looksOf([frame(0, "road", "road"), frame(0.4, "lap"), frame(0.8, "lap")]);
  cutLooks(looks, 0.6);
  expect(looks.at(-1)).toMatchObject({ place: "lap", from: 0, to: 0.6 });
});

test("the road comes first, then the places by their time in the stretch that is shown", () => {
  const looks = looksOf([
    frame(0, "cluster"),
    frame(0.4, "cluster"),
    frame(0.8, "lap"),
    frame(1.2, "lap"),
    frame(1.4, "road", "road"),
  ]);
  const places = placesIn(looks, 0.2, 2);
  expect(places.map(({ place }) => place)).toEqual(["road", "lap", "cluster"]);
  expect(places[1].share).toBeCloseTo(0.8 / 1.2);
});

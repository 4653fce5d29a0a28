// Three-state `.pts` files: what is written reads back, also outside the image.

import { expect, test } from "vitest";
import { formatMerlPts, parseMerlPts } from "./merlPts.ts";

test("signs of MERL-RAV: visible, hidden by an object, also left of the image, and by the face", () => {
  expect(parseMerlPts("version: 1\n{\n3 4\n-3.5 -4\n--2 -4\n-1 -1\n-2 9\n}\n")).toEqual([
    { state: "visible", point: { x: 2, y: 3 } },
    { state: "object", point: { x: 2.5, y: 3 } },
    { state: "object", point: { x: -3, y: 3 } },
    { state: "self", point: null },
    { state: "visible", point: { x: -3, y: 8 } },
  ]);
  expect(() => parseMerlPts("{\n3 x\n}")).toThrow(/Line 2/);
  expect(() => parseMerlPts("3 4")).toThrow(/braces/);
});

test("hidden landmarks keep their places, outside the image and in its corner too", () => {
  const places = [
    { x: 10.5, y: 20 },
    { x: -7.25, y: -3 },
    { x: -7, y: 30 },
    { x: -1, y: 0 },
    { x: 0, y: 0 },
  ];
  const text = formatMerlPts(places.map((p) => ({ ...p, occluded: true, hiddenBy: "object" })));
  for (const [k, { state, point }] of parseMerlPts(text).entries()) {
    expect(state).toBe("object");
    expect(point?.x).toBeCloseTo(places[k].x, 2);
    expect(point?.y).toBeCloseTo(places[k].y, 2);
  }
});

test("visible landmarks stay visible wherever they lie; those behind the face lose their place", () => {
  const text = formatMerlPts([
    { x: 3, y: 4, occluded: false },
    { x: -5, y: -6, occluded: false },
    { x: 30, y: 40, occluded: true, hiddenBy: "self" },
    { x: 30, y: 40, occluded: true },
  ]);
  expect(parseMerlPts(text)).toEqual([
    { state: "visible", point: { x: 3, y: 4 } },
    { state: "visible", point: { x: 0, y: 0 } },
    { state: "self", point: null },
    { state: "object", point: { x: 30, y: 40 } },
  ]);
  expect(() => formatMerlPts([{ x: Number.NaN, y: 0, occluded: false }])).toThrow(/Point 0/);
});

import { expect, test } from "vitest";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { degrees, faceLabel, opennessText, placePanel } from "./label.ts";

test("a label has the score, the hidden landmarks and the head pose, and reports a hidden eye as hidden", () => {
  expect(faceLabel(exampleFace({ occluded: [36, 37, 38] }))).toEqual([
    "score 0.90   hidden 3/68",
    "yaw +10°   pitch −5°   roll +3°",
    "eyes L 0.31  R hidden   mouth 0.02",
  ]);
});

test("angles have a sign, except zero", () => {
  expect([12.4, -0.6, -0.2, Number.NaN].map(degrees)).toEqual(["+12°", "−1°", "0°", "?"]);
});

test("an unknown openness is a word", () => {
  expect(opennessText({ openness: 0, valid: true })).toBe("0.00");
  expect(opennessText({ openness: null, valid: false, reason: "turned-away" })).toBe("turned away");
  expect(opennessText({ openness: null, valid: false })).toBe("unsure");
});

test("a label is above its face, or where it is on the canvas and covers no other face", () => {
  const panel = { width: 100, height: 40 };
  const canvas = { width: 400, height: 400 };
  const face = { x: 100, y: 100, width: 80, height: 100 };
  expect(placePanel(panel, face, canvas, [], 4)).toMatchObject({ x: 100, y: 56 });
  const top = { ...face, y: 10 };
  expect(placePanel(panel, top, canvas, [], 4)).toMatchObject({ x: 100, y: 114 });
  const below = { x: 100, y: 120, width: 80, height: 100 };
  expect(placePanel(panel, top, canvas, [below], 4)).toMatchObject({ x: 184, y: 10 });
  // No position is free: the label still lies on the canvas.
  const all = { x: 0, y: 0, width: 400, height: 400 };
  expect(placePanel(panel, top, canvas, [all], 4)).toMatchObject({ x: 100, y: 0 });
});

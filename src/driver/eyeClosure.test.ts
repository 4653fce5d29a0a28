import { expect, test } from "vitest";
import { stillScript } from "../../drives/builder.ts";
import { observeScript } from "../../drives/observe.ts";
import { EYE_CORNERS } from "../eyes/eyeCrop.ts";
import type { Face } from "../result.ts";
import { measureEyeClosure } from "./eyeClosure.ts";
import { profiles } from "./profiles.ts";

const CONTEXT = { pitch: 0, pitchRate: 0, lowered: null, wereClosed: false, shut: 0.25 };

/** A face with these probabilities of closed eyes, its left eye narrowed to a share of its width. */
function faceWith(leftClosed: number, rightClosed: number, share: number): Face {
  const [first] = observeScript(stillScript({ seconds: 1, actions: [] }));
  if (!first?.face) throw new Error("The script shows a face.");
  const { landmarks, eyes } = first.face;
  const [from, to] = EYE_CORNERS.left;
  const inner = landmarks[from];
  const narrowed = landmarks.map((landmark, index) =>
    index === to && inner
      ? { ...landmark, x: inner.x + share * (landmark.x - inner.x), y: inner.y }
      : landmark,
  );
  return {
    ...first.face,
    landmarks: narrowed,
    eyes: {
      left: { ...eyes.left, closed: leftClosed },
      right: { ...eyes.right, closed: rightClosed },
    },
  };
}
const closureOf = (face: Face) =>
  measureEyeClosure(face, null, CONTEXT, profiles.default).closure ?? Number.NaN;

test("eyes of the same size have the same weight", () => {
  expect(closureOf(faceWith(0, 1, 1))).toBeCloseTo(closureOf(faceWith(1, 0, 1)), 1);
  expect(closureOf(faceWith(0, 1, 1))).toBeCloseTo(0.5, 1);
});

test("the far eye of a turned head is outvoted by the near one, shut or open", () => {
  expect(closureOf(faceWith(0, 1, 0.5))).toBeGreaterThan(0.75);
  expect(closureOf(faceWith(1, 0, 0.5))).toBeLessThan(0.25);
});

test("the far eye alone gives no closure, because the hidden near eye may be shut", () => {
  const hidden = { openness: null, valid: false, reason: "occluded", closed: null } as const;
  const face = faceWith(0, 1, 0.5);
  const far = { ...face, eyes: { ...face.eyes, right: hidden } };
  const measure = measureEyeClosure(far, null, CONTEXT, profiles.default);
  expect(measure).toMatchObject({ closure: null, problem: "hidden" });
  const near = { ...face, eyes: { ...face.eyes, left: hidden } };
  expect(closureOf(near)).toBeGreaterThan(0.9);
});

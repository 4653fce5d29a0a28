import { expect, test } from "vitest";
import { stillScript } from "../../drives/builder.ts";
import { observeScript } from "../../drives/observe.ts";
import { EYE_CORNERS } from "../eyes/eyeCrop.ts";
import type { Face } from "../result.ts";
import { measureEyeClosure } from "./eyeClosure.ts";
import { profiles } from "./profiles.ts";

const POSE = { pitch: 0, pitchRate: 0, closing: false, shut: 0.25 };

/** A face whose eyes the network judges apart, the left one as wide as `share` of its usual width. */
function judged(leftClosed: number, rightClosed: number, share: number): Face {
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
  measureEyeClosure(face, null, POSE, profiles.default).closure ?? Number.NaN;

test("eyes of one size count alike", () => {
  expect(closureOf(judged(0, 1, 1))).toBeCloseTo(closureOf(judged(1, 0, 1)), 1);
  expect(closureOf(judged(0, 1, 1))).toBeCloseTo(0.5, 1);
});

test("the far eye of a turned head is outvoted by the near one, shut or open", () => {
  expect(closureOf(judged(0, 1, 0.5))).toBeGreaterThan(0.75);
  expect(closureOf(judged(1, 0, 0.5))).toBeLessThan(0.25);
});

test("the far eye alone says nothing: its hidden fellow may be shut", () => {
  const hidden = { openness: null, valid: false, reason: "occluded", closed: null } as const;
  const face = judged(0, 1, 0.5);
  const far = { ...face, eyes: { ...face.eyes, right: hidden } };
  const measure = measureEyeClosure(far, null, POSE, profiles.default);
  expect(measure).toMatchObject({ closure: null, problem: "hidden" });
  const near = { ...face, eyes: { ...face.eyes, left: hidden } };
  expect(closureOf(near)).toBeGreaterThan(0.9);
});

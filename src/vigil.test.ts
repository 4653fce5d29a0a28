import { expect, test } from "vitest";
import { DETECTION_CARD, EYES_CARD, LANDMARKS_CARD } from "../testing/cards.ts";
import { fakeDetector } from "../testing/fakeDetector.ts";
import {
  coordinateFrame,
  type FakeFace,
  fakeLandmarkNetwork,
  meanFaceAt,
} from "../testing/fakeLandmarkNetwork.ts";
import { type Box, intersectionOverUnion } from "./image/geometry.ts";
import { faceBoxOf } from "./landmarks/faceWindow.ts";
import { REGIONS } from "./landmarks/scheme68.ts";
import type { Network } from "./network/network.ts";
import { type Vigil, vigilOf } from "./vigil.ts";

const frame = coordinateFrame(500, 400);

/** A Vigil whose landmark network knows these faces and whose detector must not be asked. */
function vigilFinding(faces: readonly FakeFace[]): Vigil {
  const detector: Network = {
    run: () => Promise.reject(new Error("The detector was asked although boxes were given.")),
    dispose: async () => {},
  };
  const { network } = fakeLandmarkNetwork(faces);
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD };
  return vigilOf({ detector, landmarks: network, cards });
}

const boxOf = ({ landmarks }: FakeFace) => faceBoxOf(landmarks);
const range = ([from, to]: readonly [number, number]) =>
  Array.from({ length: to - from }, (_, k) => from + k);

test("faces come with landmarks, flags, pose and measures, the surest first", async () => {
  const near = meanFaceAt({ x: 340, y: 210 }, 60, {
    degrees: 20,
    hidden: range(REGIONS.rightEye),
    strength: 0.95,
  });
  const far = meanFaceAt({ x: 120, y: 150 }, 40, { strength: 0.7 });
  const analysis = await vigilFinding([near, far]).analyze(frame, {
    boxes: [boxOf(far), boxOf(near)],
  });
  expect(analysis.width).toBe(500);
  expect(analysis.faces.length).toBe(2);
  const [first, second] = analysis.faces;
  expect(first?.score).toBeGreaterThan(second?.score ?? 1);
  expect(first?.landmarks.map(({ occluded }) => occluded)).toEqual(near.occluded);
  near.landmarks.forEach((truth, k) => {
    expect(first?.landmarks[k]?.x).toBeCloseTo(truth.x, -0.5);
    expect(first?.landmarks[k]?.y).toBeCloseTo(truth.y, -0.5);
  });
  expect(first?.pose.roll).toBeCloseTo(20, -0.5);
  expect(Math.abs(first?.pose.yaw ?? 90)).toBeLessThan(10);
  expect(first?.eyes.right).toMatchObject({ openness: null, valid: false });
  expect(first?.eyes.left.valid).toBe(true);
  expect(Object.values(analysis.milliseconds).every((time) => time >= 0)).toBe(true);
});

/** An eye-state network that says the same of every eye: the logits of open and of seen. */
function eyeNetwork(open: number, seen: number): { network: Network; runs: () => number } {
  let runs = 0;
  const network: Network = {
    async run({ eyes }) {
      runs++;
      const count = eyes?.dims[0] ?? 0;
      const data = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? open : seen));
      return { logits: { type: "float32", dims: [count, 2, 1, 1], data } };
    },
    dispose: async () => {},
  };
  return { network, runs: () => runs };
}

test("an eye behind a dark lens that landmarks believe to see is hidden, neither open nor closed", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 60);
  const { network: eyes } = eyeNetwork(-9, -9);
  const detector = { run: () => Promise.reject(new Error("not asked")), dispose: async () => {} };
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD, eyes: EYES_CARD };
  const vigil = vigilOf({ detector, landmarks: fakeLandmarkNetwork([face]).network, eyes, cards });
  const found = (await vigil.analyze(frame, { boxes: [boxOf(face)] })).faces[0];
  const hidden = { openness: null, valid: false, reason: "occluded", closed: null };
  expect(found?.eyes).toEqual({ left: hidden, right: hidden });
  expect(found?.mouth.valid).toBe(true);
});

test("with an eye-state network eyes are called closed, hidden ones never, and its work is one run", async () => {
  const faces = [
    meanFaceAt({ x: 340, y: 210 }, 60, { hidden: range(REGIONS.rightEye) }),
    meanFaceAt({ x: 120, y: 150 }, 40),
  ];
  const { network: eyes, runs } = eyeNetwork(-9, 9);
  const detector = { run: () => Promise.reject(new Error("not asked")), dispose: async () => {} };
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD, eyes: EYES_CARD };
  const vigil = vigilOf({ detector, landmarks: fakeLandmarkNetwork(faces).network, eyes, cards });
  const found = (await vigil.analyze(frame, { boxes: faces.map(boxOf) })).faces;
  expect(runs()).toBe(1);
  expect(found).toHaveLength(2);
  const near = found.find(({ box }) => box.x > 200);
  const far = found.find(({ box }) => box.x < 200);
  expect(near?.eyes.right).toMatchObject({ openness: null, closed: null });
  expect(near?.eyes.left.closed).toBeGreaterThan(0.9);
  expect(far?.eyes.left.closed).toBeGreaterThan(0.9);
  expect(far?.eyes.right.closed).toBeGreaterThan(0.9);
  const without = await vigilFinding(faces).analyze(frame, { boxes: faces.map(boxOf) });
  expect(without.faces.every((face) => !("closed" in face.eyes.left))).toBe(true);
});

test("two boxes on one face give one face, a box on none gives none", async () => {
  const face = meanFaceAt({ x: 150, y: 160 }, 50);
  const box = boxOf(face);
  const boxes = [box, { ...box, x: box.x + 30 }, { x: 380, y: 280, width: 90, height: 90 }];
  const vigil = vigilFinding([face]);
  expect((await vigil.analyze(frame, { boxes })).faces.length).toBe(1);
  const kept = await vigil.analyze(frame, { boxes, minScore: 0 });
  expect(kept.faces.length).toBe(2);
  expect(kept.faces[1]?.score).toBeLessThan(0.1);
});

test("at most as many faces as asked for, the surest ones", async () => {
  const faces = [0.6, 0.95, 0.8].map((strength, k) =>
    meanFaceAt({ x: 90 + 150 * k, y: 200 }, 40, { strength }),
  );
  const boxes = faces.map(boxOf);
  const analysis = await vigilFinding(faces).analyze(frame, { boxes, maxFaces: 2 });
  const lefts = analysis.faces.map(({ box }) => Math.round(box.x));
  expect(lefts).toEqual([boxes[1], boxes[2]].map((box) => Math.round(box?.x ?? Number.NaN)));
});

test("landmarks correct a box that the detector drew too large", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 50);
  const box = boxOf(face);
  const loose = {
    x: box.x - 0.2 * box.width,
    y: box.y - 0.2 * box.height,
    width: 1.4 * box.width,
    height: 1.4 * box.height,
  };
  const { faces } = await vigilFinding([face]).analyze(frame, { boxes: [loose] });
  const overlap = (other: Box | undefined) =>
    other === undefined ? 0 : intersectionOverUnion(other, box);
  expect(overlap(loose)).toBeLessThan(0.6);
  expect(overlap(faces[0]?.box)).toBeGreaterThan(0.8);
});

test("what lies beyond the image's border is hidden, even if the network believes to see it", async () => {
  const face = meanFaceAt({ x: 40, y: 200 }, 60);
  const analysis = await vigilFinding([face]).analyze(frame, { boxes: [boxOf(face)] });
  const flags = analysis.faces[0]?.landmarks.map(({ occluded }) => occluded);
  expect(flags).toEqual(face.landmarks.map(({ x }) => x < -0.5));
  expect(analysis.faces[0]?.landmarks[0]?.probability).toBe(0);
});

test("without boxes the detector is asked, and its score is passed on", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 50);
  const box = boxOf(face);
  const { network: detector } = fakeDetector(() => [{ ...box, score: 0.75 }]);
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD };
  const vigil = vigilOf({ detector, landmarks: fakeLandmarkNetwork([face]).network, cards });
  const { faces } = await vigil.analyze(frame);
  expect(faces.length).toBe(1);
  expect(faces[0]?.detectorScore).toBeCloseTo(0.75, 6);
  expect(faces[0]?.box.x).toBeCloseTo(box.x, 1);
  expect(faces[0]?.landmarks.some(({ occluded }) => occluded)).toBe(false);
});

test("where the card joins both scores, the detector's own counts for what it found, not for boxes given or followed", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 50);
  const box = boxOf(face);
  let score = 0.9;
  const { network: detector } = fakeDetector(() => [{ ...box, score }]);
  const joint = { intercept: -12, detector: 2, refined: 1, threshold: 0.5 };
  const runtime = { ...LANDMARKS_CARD.runtime, joint };
  const cards = { detector: DETECTION_CARD, landmarks: { ...LANDMARKS_CARD, runtime } };
  const vigil = vigilOf({ detector, landmarks: fakeLandmarkNetwork([face]).network, cards });
  const found = (await vigil.analyze(frame)).faces;
  expect(found).toHaveLength(0);
  score = 0.999;
  const [sure] = (await vigil.analyze(frame)).faces;
  if (sure === undefined) throw new Error("The face was not found.");
  const known = [{ ...sure, detectorScore: 0.4 }];
  expect((await vigil.analyze(frame, { known, boxes: [] })).faces).toHaveLength(1);
  expect((await vigil.analyze(frame, { boxes: [box] })).faces).toHaveLength(1);
});

test("a face of the frame before is looked at once, where it was, and a box on it not again", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 50, { degrees: 15 });
  const { network, runs } = fakeLandmarkNetwork([face]);
  const { network: detector } = fakeDetector(() => [{ ...boxOf(face), score: 0.75 }]);
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD };
  const vigil = vigilOf({ detector, landmarks: network, cards });
  const [known] = (await vigil.analyze(frame)).faces;
  if (known === undefined) throw new Error("The face was not found.");
  runs.length = 0;
  const { faces } = await vigil.analyze(frame, { known: [known] });
  expect(runs.map((windows) => windows.length)).toEqual([1]);
  // The window is laid on the landmarks: it leans with the head.
  expect(runs[0]?.[0]?.rotation).toBeCloseTo((15 * Math.PI) / 180, 1);
  expect(faces.length).toBe(1);
  expect(faces[0]?.detectorScore).toBeCloseTo(0.75, 6);
  face.landmarks.forEach((truth, k) => {
    expect(faces[0]?.landmarks[k]?.x).toBeCloseTo(truth.x, -0.5);
  });
});

test("no boxes, no faces", async () => {
  expect((await vigilFinding([]).analyze(frame, { boxes: [] })).faces).toEqual([]);
});

test("a malformed frame is refused in words", async () => {
  const bad = { ...frame, width: 499 };
  await expect(vigilFinding([]).analyze(bad)).rejects.toThrow(/needs .* bytes/);
});

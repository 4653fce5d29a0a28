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
import { type AnalyzeOptions, type Vigil, vigilOf } from "./vigil.ts";

const frame = coordinateFrame(500, 400);

/** A Vigil with a fake landmark network that finds the given faces; its detector must not run. */
function vigilWith(faces: readonly FakeFace[]): Vigil {
  const detector: Network = {
    run: () => Promise.reject(new Error("The detector ran although boxes were given.")),
    dispose: async () => {},
  };
  const { network } = fakeLandmarkNetwork(faces);
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD };
  return vigilOf({ detector, landmarks: network, cards });
}

const boxOf = ({ landmarks }: FakeFace) => faceBoxOf(landmarks);
const range = ([from, to]: readonly [number, number]) =>
  Array.from({ length: to - from }, (_, k) => from + k);

test("faces have landmarks, flags, pose and measures, in descending order of score", async () => {
  const near = meanFaceAt({ x: 340, y: 210 }, 60, {
    degrees: 20,
    hidden: range(REGIONS.rightEye),
    strength: 0.95,
  });
  const far = meanFaceAt({ x: 120, y: 150 }, 40, { strength: 0.7 });
  const analysis = await vigilWith([near, far]).analyze(frame, {
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

test("an analysis that is stopped ends after the inference pass that runs, with the signal's reason", async () => {
  const stop = new AbortController();
  const face = meanFaceAt({ x: 240, y: 200 }, 60);
  const { network: landmarks } = fakeLandmarkNetwork([face]);
  let runs = 0;
  const counting: Network = {
    ...landmarks,
    run(inputs) {
      runs++;
      stop.abort(new Error("enough"));
      return landmarks.run(inputs);
    },
  };
  const eyes: Network = {
    run: () => Promise.reject(new Error("must not run")),
    dispose: async () => {},
  };
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD, eyes: EYES_CARD };
  const vigil = vigilOf({ detector: eyes, landmarks: counting, eyes, cards });
  const options = { boxes: [boxOf(face)], stop: stop.signal };
  await expect(vigil.analyze(frame, options)).rejects.toThrow("enough");
  expect(runs).toBeGreaterThan(0);
  runs = 0;
  await expect(vigil.analyze(frame, options)).rejects.toThrow("enough");
  expect(runs).toBe(0);
});

/** An eye-state network with the same logits of open and of seen for every eye. */
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

test("an eye behind a dark lens is hidden, neither open nor closed, even if its landmarks seem visible", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 60);
  const { network: eyes } = eyeNetwork(-9, -9);
  const detector = {
    run: () => Promise.reject(new Error("must not run")),
    dispose: async () => {},
  };
  const cards = { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD, eyes: EYES_CARD };
  const vigil = vigilOf({ detector, landmarks: fakeLandmarkNetwork([face]).network, eyes, cards });
  const found = (await vigil.analyze(frame, { boxes: [boxOf(face)] })).faces[0];
  const hidden = { openness: null, valid: false, reason: "occluded", closed: null };
  expect(found?.eyes).toEqual({ left: hidden, right: hidden });
  expect(found?.mouth.valid).toBe(true);
});

test("the eye-state network reports closed eyes in one run, but never a hidden eye as closed", async () => {
  const faces = [
    meanFaceAt({ x: 340, y: 210 }, 60, { hidden: range(REGIONS.rightEye) }),
    meanFaceAt({ x: 120, y: 150 }, 40),
  ];
  const { network: eyes, runs } = eyeNetwork(-9, 9);
  const detector = {
    run: () => Promise.reject(new Error("must not run")),
    dispose: async () => {},
  };
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
  const without = await vigilWith(faces).analyze(frame, { boxes: faces.map(boxOf) });
  expect(without.faces.every((face) => !("closed" in face.eyes.left))).toBe(true);
});

test("two boxes on one face give one face, and a box without a face gives none", async () => {
  const face = meanFaceAt({ x: 150, y: 160 }, 50);
  const box = boxOf(face);
  const boxes = [box, { ...box, x: box.x + 30 }, { x: 380, y: 280, width: 90, height: 90 }];
  const vigil = vigilWith([face]);
  expect((await vigil.analyze(frame, { boxes })).faces.length).toBe(1);
  const kept = await vigil.analyze(frame, { boxes, minScore: 0 });
  expect(kept.faces.length).toBe(2);
  expect(kept.faces[1]?.score).toBeLessThan(0.1);
});

test("maxFaces keeps the faces with the highest scores", async () => {
  const faces = [0.6, 0.95, 0.8].map((strength, k) =>
    meanFaceAt({ x: 90 + 150 * k, y: 200 }, 40, { strength }),
  );
  const boxes = faces.map(boxOf);
  const analysis = await vigilWith(faces).analyze(frame, { boxes, maxFaces: 2 });
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
  const { faces } = await vigilWith([face]).analyze(frame, { boxes: [loose] });
  const overlap = (other: Box | undefined) =>
    other === undefined ? 0 : intersectionOverUnion(other, box);
  expect(overlap(loose)).toBeLessThan(0.6);
  expect(overlap(faces[0]?.box)).toBeGreaterThan(0.8);
});

test("landmarks outside the image are hidden, even if the network predicts them visible", async () => {
  const face = meanFaceAt({ x: 40, y: 200 }, 60);
  const analysis = await vigilWith([face]).analyze(frame, { boxes: [boxOf(face)] });
  const flags = analysis.faces[0]?.landmarks.map(({ occluded }) => occluded);
  expect(flags).toEqual(face.landmarks.map(({ x }) => x < -0.5));
  expect(analysis.faces[0]?.landmarks[0]?.probability).toBe(0);
});

test("without boxes the detector runs, and its score is in the result", async () => {
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

test("with a joint score the detector's score counts for its own detections, not for given boxes or tracked faces", async () => {
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

test("a face of the previous frame gets one pass at its last position, and a box on it none", async () => {
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
  // The window is placed by the landmarks: it is rotated with the head.
  expect(runs[0]?.[0]?.rotation).toBeCloseTo((15 * Math.PI) / 180, 1);
  expect(faces.length).toBe(1);
  expect(faces[0]?.detectorScore).toBeCloseTo(0.75, 6);
  face.landmarks.forEach((truth, k) => {
    expect(faces[0]?.landmarks[k]?.x).toBeCloseTo(truth.x, -0.5);
  });
});

test("without boxes there are no faces", async () => {
  expect((await vigilWith([]).analyze(frame, { boxes: [] })).faces).toEqual([]);
});

test("a malformed frame is rejected with a message", async () => {
  const bad = { ...frame, width: 499 };
  await expect(vigilWith([]).analyze(bad)).rejects.toThrow(/needs .* bytes/);
});

test("options that the caller changes while the analysis runs have no effect", async () => {
  const face = meanFaceAt({ x: 240, y: 200 }, 60);
  const vigil = vigilWith([face]);
  const options = () => ({
    boxes: [boxOf(face)],
    known: [
      { box: boxOf(face), detectorScore: 0.9, landmarks: face.landmarks.map((p) => ({ ...p })) },
    ],
    intrinsics: { focalX: 500, focalY: 500, centerX: 250, centerY: 200, assumed: false },
  });
  const asFaces = (given: ReturnType<typeof options>) => given as unknown as AnalyzeOptions;
  const expected = await vigil.analyze(frame, asFaces(options()));
  const changed = options();
  const analysis = vigil.analyze(frame, asFaces(changed));
  Object.assign(changed.boxes[0] ?? {}, { x: Number.NaN });
  Object.assign(changed.known[0]?.landmarks[40] ?? {}, { x: Number.NaN });
  Object.assign(changed.known[0]?.box ?? {}, { width: 0 });
  changed.intrinsics.focalX = Number.NaN;
  expect((await analysis).faces).toEqual(expected.faces);
});

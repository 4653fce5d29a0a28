import { expect, test } from "vitest";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { fakeDetector } from "../../testing/fakeDetector.ts";
import {
  coordinateFrame,
  type FakeFace,
  fakeLandmarkNetwork,
  meanFaceAt,
} from "../../testing/fakeLandmarkNetwork.ts";
import type { Box } from "../image/geometry.ts";
import { faceBoxOf } from "../landmarks/faceWindow.ts";
import { vigilOf } from "../vigil.ts";
import { createTracker } from "./tracker.ts";
import type { TrackerOptions } from "./trackerOptions.ts";

const frame = coordinateFrame(500, 400);

/** A tracker for a scene that the test can change between frames. */
function trackedScene(options: TrackerOptions = {}) {
  const faces: FakeFace[] = [];
  const detectable: boolean[] = [];
  const boxes = () =>
    faces
      .filter((_, k) => detectable[k] !== false)
      .map(({ landmarks }): Box & { score: number } => ({ ...faceBoxOf(landmarks), score: 0.8 }));
  const detector = fakeDetector(boxes);
  const { network, runs } = fakeLandmarkNetwork(faces);
  const vigil = vigilOf({
    detector: detector.network,
    landmarks: network,
    cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
  });
  return {
    faces,
    detectable,
    tracker: createTracker(vigil, options),
    detectorRuns: detector.runs,
    passes: runs,
  };
}

test("a face is tracked by its landmarks, and the detector runs once a second", async () => {
  const { faces, tracker, detectorRuns, passes } = trackedScene();
  for (let k = 0; k < 45; k++) {
    faces[0] = meanFaceAt({ x: 150 + 4 * k, y: 180 }, 45);
    const seen = await tracker.next(frame, k / 15);
    expect(seen.faces.map(({ id }) => id)).toEqual([1]);
    expect(seen.driver).toBe(1);
    expect(seen.index).toBe(k);
    expect(seen.faces[0]?.landmarks[30]?.x).toBeCloseTo(faces[0].landmarks[30]?.x ?? 0, -0.7);
  }
  expect(detectorRuns()).toBe(3);
  // One pass at each frame: the detector's first window shows the face well enough.
  expect(passes.length).toBe(45);
});

test("a face that the detector misses is still tracked", async () => {
  const { faces, detectable, tracker } = trackedScene();
  faces[0] = meanFaceAt({ x: 200, y: 180 }, 45);
  await tracker.next(frame, 0);
  detectable[0] = false;
  for (let k = 1; k <= 40; k++) {
    expect((await tracker.next(frame, k / 10)).driver).toBe(1);
  }
});

test("a lost face is searched for in the same frame, and keeps its identity when it returns", async () => {
  const { faces, tracker, detectorRuns } = trackedScene();
  faces[0] = meanFaceAt({ x: 200, y: 180 }, 45);
  await tracker.next(frame, 0);
  faces.length = 0;
  const lost = await tracker.next(frame, 0.1);
  expect(lost.faces).toEqual([]);
  expect(lost.driver).toBeNull();
  expect(detectorRuns()).toBe(2);
  faces[0] = meanFaceAt({ x: 215, y: 185 }, 45);
  expect((await tracker.next(frame, 1)).driver).toBe(1);
  faces.length = 0;
  await tracker.next(frame, 1.1);
  faces[0] = meanFaceAt({ x: 215, y: 185 }, 45);
  // Too late to assume that it is the same person.
  expect((await tracker.next(frame, 4)).faces[0]?.id).toBe(2);
});

test("two people keep their identities, and the passenger does not become the driver", async () => {
  const { faces, tracker } = trackedScene();
  const driver = meanFaceAt({ x: 380, y: 200 }, 40);
  const passenger = meanFaceAt({ x: 90, y: 200 }, 30);
  faces.push(passenger, driver);
  const first = await tracker.next(frame, 0);
  const idOf = (size: "large" | "small") =>
    first.faces.toSorted((p, q) => q.box.width - p.box.width)[size === "large" ? 0 : 1]?.id;
  expect(first.driver).toBe(idOf("large"));
  faces.splice(1, 1);
  for (let k = 1; k <= 9; k++) {
    const seen = await tracker.next(frame, k);
    expect(seen.faces.map(({ id }) => id)).toEqual([idOf("small")]);
    expect(seen.driver).toBeNull();
  }
  faces.push(meanFaceAt({ x: 390, y: 205 }, 40));
  const back = await tracker.next(frame, 9.5);
  expect(back.faces.length).toBe(2);
  expect(back.driver).not.toBe(idOf("small"));
  expect(back.driver).not.toBeNull();
});

test("after ten seconds without a driver the remaining face becomes the driver", async () => {
  const { faces, tracker } = trackedScene();
  faces.push(meanFaceAt({ x: 90, y: 200 }, 40), meanFaceAt({ x: 330, y: 200 }, 60));
  await tracker.next(frame, 0);
  faces.splice(1, 1);
  let last = null;
  for (let k = 1; k <= 24; k++) last = await tracker.next(frame, k / 2);
  expect(last?.driver).toBe(last?.faces[0]?.id);
});

test("with a seat region only a face in it becomes the driver", async () => {
  const seat = { left: 0, top: 0, right: 0.5, bottom: 1 };
  const { faces, tracker } = trackedScene({ seat });
  faces.push(meanFaceAt({ x: 330, y: 200 }, 60));
  expect((await tracker.next(frame, 0)).driver).toBeNull();
  faces.push(meanFaceAt({ x: 90, y: 200 }, 40));
  const both = await tracker.next(frame, 1);
  const left = both.faces.find(({ box }) => box.x < 200);
  expect(both.driver).toBe(left?.id);
});

test("no face is lost when timestamps run back, repeat or jump", async () => {
  const { faces, tracker } = trackedScene();
  faces[0] = meanFaceAt({ x: 200, y: 180 }, 45);
  for (const timestamp of [5, 5.1, 5.1, 4.2, 4.3, 5.9]) {
    const seen = await tracker.next(frame, timestamp);
    expect(seen.faces.length).toBe(1);
    expect(seen.driver).toBe(1);
    expect(seen.faces[0]?.landmarks.every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
  }
  await expect(tracker.next(frame, Number.NaN)).rejects.toThrow(/timestamp/);
});

test("brightness is that of the driver's face, or of the frame without a driver", async () => {
  const { faces, tracker } = trackedScene();
  const data = new Uint8Array(frame.data);
  faces[0] = meanFaceAt({ x: 400, y: 300 }, 45);
  const bright = (await tracker.next({ ...frame, data }, 0)).brightness;
  faces.length = 0;
  const whole = (await tracker.next({ ...frame, data: data.map((v) => v / 4) }, 20)).brightness;
  // Red and green grow to the right and down, so the corner with the face is brighter than the whole frame.
  expect(bright).toBeCloseTo((0.2126 * 200 + 0.7152 * 150 + 0.0722 * 255) / 255, 1);
  expect(whole).toBeCloseTo((0.2126 * 125 + 0.7152 * 100 + 0.0722 * 255) / 255 / 4, 1);
});

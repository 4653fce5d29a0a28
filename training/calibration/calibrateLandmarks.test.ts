// Calibration of a fake network with known peaks.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import type { Box } from "../../src/image/geometry.ts";
import { faceScoreFeatures, faceScoreOf } from "../../src/landmarks/faceScore.ts";
import { faceBoxOf } from "../../src/landmarks/faceWindow.ts";
import { encodeHeatmaps, HEATMAP_SIZE } from "../../src/landmarks/heatmap.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import { randomFrom } from "../../src/math/random.ts";
import type { Network } from "../../src/network/network.ts";
import type { Occluder } from "../landmarks/augment.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import { isAwayFrom } from "../metrics/labelDetections.ts";
import { calibrateLandmarks } from "./calibrateLandmarks.ts";
import { backgroundBoxes } from "./calibrationSamples.ts";

const HIDDEN = 17;
/** Hides the jaw, and marks the image for the fake network. */
const jawHider: Occluder = (image, _width, _height, _landmarks, occluded) => {
  image.fill(128);
  occluded.fill(1, 0, HIDDEN);
};

/**
 * Finds faces in light images: unoccluded ones in white images, faces with an occluded jaw in grey ones, with a tenth of
 * the signs wrong. In dark images its peaks are weak and at random places.
 */
function fakeNetwork(): Network {
  const random = randomFrom(9);
  return {
    async run({ image }) {
      if (image?.type !== "uint8") throw new Error("The input is uint8.");
      const count = image.dims[0] ?? 0;
      const size = 68 * HEATMAP_SIZE * HEATMAP_SIZE;
      const data = new Float32Array(count * size);
      for (let n = 0; n < count; n++) {
        const level = image.data[(n + 0.5) * 256 * 256 * 3];
        const face = level > 100;
        const points = MEAN_SHAPE.flatMap(([x, y]) =>
          face ? [128 + 60 * x, 128 + 60 * y] : [random.between(20, 236), random.between(20, 236)],
        );
        const flags = MEAN_SHAPE.map((_, k) => level < 200 && k < HIDDEN !== random.chance(0.1));
        const maps = data.subarray(n * size, (n + 1) * size);
        encodeHeatmaps(Float32Array.from(points), Uint8Array.from(flags, Number), maps);
        const strength = face ? 0.8 : 0.2;
        for (let at = 0; at < maps.length; at++) maps[at] = strength * maps[at];
      }
      return { heatmaps: { type: "float32", dims: [count, 68, HEATMAP_SIZE, HEATMAP_SIZE], data } };
    },
    dispose: async () => {},
  };
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-calibrate-"));
  const plain = (background: string) =>
    sharp({ create: { width: 200, height: 200, channels: 3, background } }).png();
  await plain("#000").toFile(join(folder, "scene.png"));
  const points = MEAN_SHAPE.map(([x, y]) => ({ x: 100 + 40 * x, y: 100 + 40 * y }));
  for (const name of ["a", "b"]) {
    await plain("#fff").toFile(join(folder, `${name}.png`));
    await writeFile(join(folder, `${name}.pts`), formatPts(points));
  }
});
afterAll(() => rm(folder, { recursive: true }));

test("the fit reads negative peaks as hidden and weak scattered peaks as no face", async () => {
  const faces = await listLandmarkPairs(folder);
  const scenes = [{ imagePath: join(folder, "scene.png"), boxes: [] }];
  const progress: number[] = [];
  const { visibility, faceScore } = await calibrateLandmarks(
    fakeNetwork(),
    { faces, scenes },
    {
      occluder: jawHider,
      seed: 1,
      detect: async () => [{ box: { x: 20, y: 20, width: 60, height: 60 }, score: 0.3 }],
      onProgress: (done) => progress.push(done),
    },
  );
  expect(progress).toEqual([1, 2, 3]);
  expect(visibility.landmarks).toBe(4 * 68);
  expect(visibility.occludedLandmarks).toBe(2 * HIDDEN);
  expect(visibility.calibration.slope).toBeGreaterThan(0);
  expect(faceScore.faces).toBe(4);
  expect(faceScore.backgrounds).toBe(7);
  expect(faceScore.rejected).toBe(1);
  const face = MEAN_SHAPE.map(([x, y]) => ({ x, y, value: -0.8 }));
  expect(faceScoreOf(faceScoreFeatures(face), faceScore.settings)).toBeGreaterThan(
    faceScore.threshold,
  );
});

test("the detector's boxes get a joint score where scenes have faces and false positives", async () => {
  const faces = await listLandmarkPairs(folder);
  const box = faceBoxOf(MEAN_SHAPE.map(([x, y]) => ({ x: 100 + 40 * x, y: 100 + 40 * y })));
  const scenes = [
    { imagePath: join(folder, "scene.png"), boxes: [] },
    { imagePath: join(folder, "a.png"), boxes: [box] },
  ];
  const { joint } = await calibrateLandmarks(
    fakeNetwork(),
    { faces, scenes },
    {
      occluder: jawHider,
      seed: 1,
      detect: async ({ data }) => [{ box, score: data[0] > 100 ? 0.6 : 0.3 }],
    },
  );
  // Two photographs seen twice each, the face of one scene and the false positive of the other.
  expect(joint).toMatchObject({ boxes: 6, precision: 1, recall: 1 });
});

test("background boxes lie inside the image and away from its faces", () => {
  const face: Box = { x: 100, y: 100, width: 200, height: 200 };
  const image = { width: 640, height: 480 };
  const boxes = backgroundBoxes(image, [face], 50, randomFrom(3));
  expect(boxes).toHaveLength(50);
  for (const box of boxes) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(640);
    expect(box.y + box.height).toBeLessThanOrEqual(480);
    expect(isAwayFrom(box, [face])).toBe(true);
  }
  expect(isAwayFrom({ x: 150, y: 150, width: 20, height: 20 }, [face])).toBe(false);
  expect(backgroundBoxes({ width: 30, height: 30 }, [], 5, randomFrom(3))).toEqual([]);
});

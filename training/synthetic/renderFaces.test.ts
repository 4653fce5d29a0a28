// Writing a set of faces, with a fake renderer.

import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listLandmarkPairs, readLandmarkSample } from "../landmarks/dataset.ts";
import { annotatedLandmarks } from "./annotation.ts";
import type { DriverSpec } from "./driverSpec.ts";
import type { RenderedDriver, Visibility } from "./rendered.ts";
import { renderFaces } from "./renderFaces.ts";

let out = "";
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "vigil-faces-"));
});
afterEach(() => rm(out, { recursive: true }));

/** A grey image with landmarks in a row: alternately visible, hidden by the face and hidden by an object. */
function drawn(spec: DriverSpec): RenderedDriver {
  const { width, height } = spec.image;
  const kinds: readonly Visibility[] = ["visible", "self-occluded", "occluded"];
  const opening = { opening: 5, width: 30 };
  const iris = { x: 10, y: 20, radius: 2 };
  return {
    width,
    height,
    gain: 1,
    rgb: Buffer.alloc(width * height * 3, 128).toString("base64"),
    groundTruth: {
      landmarks: Array.from({ length: 68 }, (_, k) => ({
        x: k + 0.5,
        y: 20,
        position: [k, 0, 600] as const,
        visibility: kinds[k % 3],
      })),
      pose: { ...spec.posture, translation: [0, 0, 600] },
      gaze: spec.posture.gaze,
      eyes: { left: opening, right: opening },
      irises: { left: iris, right: iris },
      mouth: opening,
      box: { x: 0, y: 20, width: 67, height: 1 },
      camera: { focal: 100, centerX: 40, centerY: 40 },
    },
  };
}

function fakeRenderer(specs: DriverSpec[], failAt = Number.POSITIVE_INFINITY) {
  return async () => ({
    render: async (spec: DriverSpec) => {
      if (specs.length >= failAt) throw new Error("the page is gone");
      specs.push(spec);
      return drawn(spec);
    },
    close: async () => {},
  });
}

const asked = (specs: DriverSpec[]) => ({
  seed: 3,
  subject: "face" as const,
  out,
  size: 80,
  passes: 1,
  workers: 2,
  open: fakeRenderer(specs),
});

test("training reads a set, with its occlusion flags", async () => {
  const specs: DriverSpec[] = [];
  expect(await renderFaces({ ...asked(specs), count: 5 })).toBe(5);
  const pairs = await listLandmarkPairs(out);
  expect(pairs).toHaveLength(5);
  const sample = await readLandmarkSample(pairs[0]);
  const [spec] = specs;
  const annotated = annotatedLandmarks(drawn(spec).groundTruth)[2];
  // The annotated point is near the vertex at (2.5, 20), not on it.
  expect(sample.landmarks[2]?.y).toBeCloseTo(annotated?.y ?? Number.NaN, 2);
  expect(Math.abs((sample.landmarks[2]?.y ?? 20) - 20)).toBeGreaterThan(0.1);
  expect(sample.occluded?.slice(0, 4)).toEqual([false, true, true, false]);
  const groundTruth = JSON.parse(await readFile(join(out, "000000.truth.json"), "utf8"));
  expect(groundTruth.landmarks[1].visibility).toBe("self-occluded");
  expect(groundTruth.pose.translation).toEqual([0, 0, 600]);
  const merl = await readFile(join(out, "merl-rav", "000000.pts"), "utf8");
  expect(merl.split("\n").slice(3, 6)).toEqual(["1.5 21", "-1 -1", "-3.5 -21"]);
});

test("complete faces are kept, incomplete ones rendered again with the same result", async () => {
  const first: DriverSpec[] = [];
  await renderFaces({ ...asked(first), count: 6 });
  const before = await stat(join(out, "000002.jpg"));
  await rm(join(out, "000004.occ.json"));
  const again: DriverSpec[] = [];
  const advances: number[] = [];
  const rendered = await renderFaces({
    ...asked(again),
    count: 8,
    onFaces: (done) => advances.push(done),
  });
  expect(rendered).toBe(3);
  expect(advances).toEqual([5, 1, 1, 1]);
  expect((await stat(join(out, "000002.jpg"))).mtimeMs).toBe(before.mtimeMs);
  // The second run renders face 4 of the first run from the same specification.
  expect(again).toContainEqual(first.find((spec) => again.some((s) => s.seed === spec.seed)));
  expect((await readdir(out)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a failing renderer stops the run with its cause and leaves complete faces", async () => {
  const specs: DriverSpec[] = [];
  const options = { ...asked(specs), open: fakeRenderer(specs, 3), count: 9 };
  await expect(renderFaces(options)).rejects.toThrow(/page is gone/);
  expect(specs).toHaveLength(3);
  expect(await listLandmarkPairs(out)).toHaveLength(3);
  await expect(renderFaces({ ...options, count: 0 })).rejects.toThrow(RangeError);
});

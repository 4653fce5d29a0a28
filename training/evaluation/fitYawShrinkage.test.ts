// How much of a turn is lost: from heads whose yaw is known to the cubic that gives it back.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import { exampleFace } from "../../src/testing/exampleAnalysis.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import { fitCubic, fitYawShrinkage } from "./fitYawShrinkage.ts";

test("the loss is found again although a few faces are far off, and none is made up", () => {
  const turns = Array.from({ length: 61 }, (_, k) => k - 30).map((k) => 1.9 * k);
  const lost = turns.map((said) => ({ said, true: said + 8e-5 * said ** 3 }));
  const wild = [10, 20, 40, 50].map((said) => ({ said, true: -said }));
  const { shrinkage, before, after, faces } = fitCubic([...lost, ...wild]);
  expect(shrinkage.cubic).toBeCloseTo(8e-5, 6);
  expect(faces).toBe(65);
  expect(after ?? 99).toBeLessThan(before ?? 0);
  expect(fitCubic(turns.map((said) => ({ said, true: 0.8 * said }))).shrinkage.cubic).toBe(0);
  expect(() => fitCubic([])).toThrow(/known pose/);
});

test("faces count by the truth beside them, and one without truth is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-yaw-"));
  const points = MEAN_SHAPE.map(([x, y]) => ({ x: 160 + 60 * x, y: 130 + 60 * y }));
  const picture = { width: 320, height: 240, channels: 3 as const, background: "#777" };
  const add = async (name: string, yaw: number | null) => {
    await sharp({ create: picture })
      .png()
      .toFile(join(folder, `${name}.png`));
    await writeFile(join(folder, `${name}.pts`), formatPts(points));
    if (yaw === null) return;
    await writeFile(join(folder, `${name}.turn.json`), JSON.stringify({ after: { yaw } }));
  };
  const face = exampleFace();
  const said = { ...face, pose: { ...face.pose, yaw: 40 } };
  const road = { analyze: async () => ({ faces: [said] }) };
  try {
    await add("a", 46.4);
    const { shrinkage, before, after } = await fitYawShrinkage(
      await listLandmarkPairs(folder),
      road,
    );
    expect(shrinkage.cubic).toBeCloseTo(1e-4, 10);
    expect(before).toBeCloseTo(6.4, 10);
    expect(after).toBeCloseTo(0, 10);
    await add("b", null);
    await expect(fitYawShrinkage(await listLandmarkPairs(folder), road)).rejects.toThrow(
      /b\.pts has neither/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

// The line that joins landmarks and eye-state network: from eyes of known state to log-odds.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import { MEAN_SHAPE } from "../../src/landmarks/meanShape.ts";
import type { Face } from "../../src/result.ts";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { listLandmarkPairs } from "../landmarks/dataset.ts";
import { fitEyeJoin, fitLine } from "./fitEyeJoin.ts";

test("the even point lies between the classes, however unlike their numbers, and slope is halved", () => {
  // Normal classes of deviation 0.05 about 0.1 and 0.3: the true log-odds are 80 · (openness − 0.2).
  const quantiles = [-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64];
  const eyes = [
    ...quantiles.map((z) => ({ openness: 0.1 + 0.05 * z, open: false })),
    ...Array.from({ length: 9 }, () => quantiles)
      .flat()
      .map((z) => ({ openness: 0.3 + 0.05 * z, open: true })),
  ];
  const { openness, closed, open, closedRight, openRight } = fitLine(eyes);
  expect(-openness.intercept / openness.slope).toBeCloseTo(0.2, 2);
  expect(openness.slope).toBeGreaterThan(20);
  expect({ closed, open }).toEqual({ closed: 10, open: 90 });
  expect(closedRight).toBeGreaterThan(0.8);
  expect(openRight).toBeGreaterThan(0.8);
});

test("eyes of one state alone are refused with their numbers", () => {
  expect(() => fitLine([{ openness: 0.3, open: true }])).toThrow(/0 closed and 1 open/);
});

test("only eyes that annotation and landmarks both see take part", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-eye-join-"));
  const points = MEAN_SHAPE.map(([x, y]) => ({ x: 160 + 60 * x, y: 130 + 60 * y }));
  /** The lids of both eyes brought together, at the height of the corners. */
  const shut = points.map(({ x, y }, k) => {
    const corner = k >= 36 && k < 42 ? 36 : k >= 42 && k < 48 ? 42 : null;
    return { x, y: corner === null ? y : (points[corner]?.y ?? y) };
  });
  const open: Face = exampleFace();
  const closed: Face = {
    ...open,
    eyes: {
      left: { openness: 0.1, valid: true },
      right: { openness: null, valid: false, reason: "occluded" },
    },
  };
  try {
    const image = { width: 320, height: 240, channels: 3 as const };
    for (const [name, shape, shade] of [
      ["a", shut, "#000"],
      ["b", points, "#fff"],
      ["c", points, "#fff"],
    ] as const) {
      await sharp({ create: { ...image, background: shade } })
        .png()
        .toFile(join(folder, `${name}.png`));
      await writeFile(join(folder, `${name}.pts`), formatPts(shape));
    }
    // Of the last face the right eye is known to be hidden.
    const hidden = points.map((_, k) => k >= 36 && k < 42);
    await writeFile(join(folder, "c.occ.json"), JSON.stringify(hidden));
    const fit = await fitEyeJoin(await listLandmarkPairs(folder), {
      analyze: async ({ data }) => ({ faces: [data[0] === 0 ? closed : open] }),
    });
    expect(fit).toMatchObject({ closed: 1, open: 3, closedRight: 1, openRight: 1 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

// `vigil synth turned` on drawn faces: the set trains, and photographs that cannot be turned are counted.

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../../../node/cli/errors.ts";
import { formatPts } from "../../../src/formats/pts.ts";
import { HEAD68 } from "../../../src/pose/head68.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { hasHead, TEST_ASSETS } from "../../../testing/testHead.ts";
import { listLandmarkPairs, readLandmarkSample } from "../../landmarks/dataset.ts";
import { type SynthTurnedRequest, synthTurned } from "./turned.ts";

let folder = "";
let request: SynthTurnedRequest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-turned-"));
  const photographs = join(folder, "photographs");
  await mkdir(photographs);
  const image = sharp({ create: { width: 300, height: 300, channels: 3, background: "#963" } });
  const face = HEAD68.map(([x, y]) => ({ x: 150 + 0.9 * x, y: 130 + 0.9 * y }));
  const scrambled = face.map(({ x, y }, k) => ({ x: x + (k % 2) * 40, y }));
  for (const [name, points] of Object.entries({ a: face, b: scrambled, c: face })) {
    await image
      .clone()
      .png()
      .toFile(join(photographs, `${name}.png`));
    await writeFile(join(photographs, `${name}.pts`), formatPts(points));
  }
  await writeFile(join(photographs, "c.png"), "no image");
  const out = join(folder, "turned");
  request = {
    ...{ photographs, out, assets: TEST_ASSETS, seed: 1, copies: 2, every: 1 },
    ...{ least: 30, widest: 60, size: 128 },
  };
});
afterAll(() => rm(folder, { recursive: true }));

test.skipIf(!hasHead)(
  "turned faces are a training set; photographs that cannot be turned or read are listed",
  async () => {
    const { output, terminal } = recordingTerminal();
    expect(await synthTurned(request, terminal)).toBe(1);
    expect(output.out + output.err).toMatch(/2 turned faces/);
    expect(output.out + output.err).toMatch(/1 photographs left out: poor fit/);
    expect(output.err).toMatch(/c\.png/);
    const pairs = await listLandmarkPairs(request.out);
    expect(pairs).toHaveLength(2);
    for (const pair of pairs) {
      const { frame, landmarks, occluded } = await readLandmarkSample(pair);
      expect(frame.width).toBe(128);
      expect(occluded?.slice(0, 17).filter(Boolean).length).toBeGreaterThan(2);
      const xs = landmarks.map(({ x }) => x);
      expect(Math.min(...xs)).toBeGreaterThan(0);
      expect(Math.max(...xs)).toBeLessThan(128);
    }
    // A second run has nothing left to make.
    const again = recordingTerminal();
    await synthTurned(request, again.terminal);
    expect(again.output.out + again.output.err).toMatch(/2 turned faces are in .*, 0 of them new/);
    expect(await readdir(request.out)).toHaveLength(8);
  },
);

test("an impossible turn is refused with the reason", async () => {
  const { terminal } = recordingTerminal();
  const refused = (change: Partial<SynthTurnedRequest>) =>
    expect(synthTurned({ ...request, ...change }, terminal)).rejects;
  await refused({ widest: 95 }).toThrow(/at most 80°/);
  await refused({ assets: folder }).toThrow(/ICT-FaceKit/);
  await refused({ photographs: join(folder, "nowhere") }).toThrow(UsageError);
});

// `vigil evaluate renders` from folder to exit code; a photograph without ground truth is listed.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { UsageError } from "../../../node/cli/errors.ts";
import { formatPts } from "../../../src/formats/pts.ts";
import { exampleFace } from "../../../testing/exampleAnalysis.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { evaluateRenderFolder } from "./renders.ts";

const face = exampleFace();
const load = async () => ({ analyze: async () => ({ faces: [face] }), dispose: async () => {} });
const TRUTH = {
  schema: "vigil-synthetic-face",
  version: 1,
  pose: { yaw: 13, pitch: -5, roll: 2.5 },
  eyes: { left: { opening: 9, width: 30 }, right: { opening: 9, width: 30 } },
  mouth: { opening: 1, width: 50 },
  camera: { focal: 320, centerX: 159.5, centerY: 119.5 },
  worn: { glasses: "none", mask: null, hat: null, scarf: null },
  hands: [],
  landmarks: face.landmarks.map(() => ({ visibility: "visible" })),
};

test("a folder of renders gives a table by yaw; a photograph without ground truth fails at the end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-renders-cli-"));
  const { output, terminal } = recordingTerminal();
  const run = () => evaluateRenderFolder({ folder, boxes: "detector" }, terminal, load);
  try {
    const grey = { width: 320, height: 240, channels: 3 as const, background: "#888" };
    for (const name of ["a", "photograph"]) {
      await sharp({ create: grey })
        .jpeg()
        .toFile(join(folder, `${name}.jpg`));
      await writeFile(join(folder, `${name}.pts`), formatPts(face.landmarks));
    }
    await expect(run()).rejects.toThrow(UsageError);
    await writeFile(join(folder, "a.truth.json"), JSON.stringify(TRUTH));
    expect(await run()).toBe(1);
    expect(output.out).toMatch(/\|yaw\| 0–15° +3\.0 +0\.0 +0\.0 +0\.00 %/);
    expect(output.out).not.toMatch(/15–30/);
    expect(output.err).toMatch(/photograph\.truth\.json/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

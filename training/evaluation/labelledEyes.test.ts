// Measuring labelled eyes: landmarks, network and both, and which eyes count as unreported.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatPts } from "../../src/formats/pts.ts";
import type { Network } from "../../src/network/network.ts";
import type { EyeOpenness, Face } from "../../src/result.ts";
import { EYES_CARD } from "../../testing/cards.ts";
import { exampleFace } from "../../testing/exampleAnalysis.ts";
import { type EyeLabelFile, evaluateFaceEyes, readEyeLabels } from "./labelledEyes.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-eyes-"));
  const create = { width: 320, height: 240, channels: 3 as const, background: "#888" };
  await sharp({ create }).png().toFile(join(folder, "a.png"));
  await writeFile(join(folder, "a.pts"), formatPts(exampleFace().landmarks));
});
afterEach(() => rm(folder, { recursive: true }));

/** A network that gives every eye these logits. */
const answering = (open: number, seen: number): Pick<Network, "run"> => ({
  async run({ eyes }) {
    const count = eyes?.dims[0] ?? 0;
    const data = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? open : seen));
    return { logits: { type: "float32", dims: [count, 2, 1, 1], data } };
  },
});

function faceWith(left: EyeOpenness, right: EyeOpenness): Face {
  return { ...exampleFace(), eyes: { left, right } };
}

const LABELS: EyeLabelFile = { about: "", eyes: { "a.png": { left: "closed", right: "open" } } };
const pipelineTo = (faces: readonly Face[], network: Pick<Network, "run">) => ({
  analyze: async () => ({ faces }),
  network,
  runtime: EYES_CARD.runtime,
});

test("landmarks, network and both are measured on the same eyes", async () => {
  const face = faceWith({ openness: 0.01, valid: true }, { openness: 0.3, valid: true });
  const report = await evaluateFaceEyes(LABELS, folder, pipelineTo([face], answering(-8, 8)));
  expect(report).toMatchObject({ photographs: 1, missed: 0 });
  expect(report.landmarks.accuracy_percent).toBe(100);
  // This network reports every eye closed with a confidence that outweighs the landmarks.
  expect(report.network.accuracy_percent).toBe(50);
  expect(report.both.accuracy_percent).toBe(50);
});

test("hidden eyes and missed faces are unreported, not wrong", async () => {
  const face = faceWith(
    { openness: 0.01, valid: true },
    { openness: null, valid: false, reason: "occluded" },
  );
  const unseen = await evaluateFaceEyes(LABELS, folder, pipelineTo([face], answering(-8, -8)));
  expect([unseen.landmarks.unreported, unseen.network.unreported, unseen.both.unreported]).toEqual([
    1, 2, 2,
  ]);
  const missed = await evaluateFaceEyes(LABELS, folder, pipelineTo([], answering(-8, 8)));
  expect(missed.missed).toBe(1);
  expect(missed.both).toMatchObject({ eyes: 2, unreported: 2, accuracy_percent: null });
});

test("malformed labels are named", async () => {
  const path = join(folder, "labels.json");
  await writeFile(path, JSON.stringify({ about: "", eyes: { "a.png": { left: "ajar" } } }));
  await expect(readEyeLabels(path)).rejects.toThrow(/labels\.json cannot be used/);
});

// `vigil evaluate masks` from table to figures, with a fake pipeline.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exampleAnalysis, exampleFace } from "../../../testing/exampleAnalysis.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { evaluateMaskTable } from "./masks.ts";

let folder = "";
let table = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-masks-"));
  table = join(folder, "boxes.csv");
  const grey = { width: 256, height: 128, channels: 3 as const, background: "#888" };
  await sharp({ create: grey }).png().toFile(join(folder, "faces.png"));
  const faces = [
    "20,20,80,80,with_mask",
    "120,20,180,80,without_mask",
    "190,20,250,80,with_mask",
    "20,90,40,110,with_mask",
    "100,90,150,125,mask_weared_incorrect",
  ];
  const lines = ["file,xmin,ymin,xmax,ymax,label", ...faces.map((face) => `faces.png,${face}`)];
  await writeFile(table, lines.join("\n"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A face whose landmarks from a number on are reported as hidden. */
function faceAt(x: number, hiddenFrom: number) {
  const face = exampleFace();
  const landmarks = face.landmarks.map((point, k) => {
    const isLower = (k >= 6 && k < 11) || k >= 48;
    return { ...point, occluded: isLower && k >= hiddenFrom };
  });
  return { ...face, box: { x, y: 20, width: 60, height: 60 }, landmarks };
}

test("faces with and without a mask are counted apart; small ones and other labels are left out", async () => {
  const analysis = { ...exampleAnalysis(), faces: [faceAt(20, 0), faceAt(121, 56)] };
  const load = async () => ({ analyze: async () => analysis, dispose: async () => {} });
  const { output, terminal } = recordingTerminal();
  const json = join(folder, "masks.json");
  const labels = { masked: ["with_mask"], unmasked: ["without_mask"] };
  const request = { folder, table, ...labels, minSize: 32, json };
  expect(await evaluateMaskTable(request, terminal, load)).toBe(0);
  expect(output.out).toMatch(/with a mask +2 +1 +100\.00 %/);
  const { figures } = JSON.parse(await readFile(json, "utf8"));
  expect(figures).toEqual({
    min_size_px: 32,
    images: 1,
    masked: { faces: 2, missed: 1, flagged: 1, landmarks_flagged: 1 },
    unmasked: { faces: 1, missed: 0, flagged: 0, landmarks_flagged: 0.48 },
    broken: [],
  });
});

test("labels that the table does not have are refused, with those that it has", async () => {
  const { terminal } = recordingTerminal();
  const request = { folder, table, masked: ["mask"], unmasked: ["none"], minSize: 32 };
  await expect(evaluateMaskTable(request, terminal)).rejects.toThrow(
    /no face labelled mask or none; its labels are with_mask, without_mask, mask_weared_incorrect/,
  );
});

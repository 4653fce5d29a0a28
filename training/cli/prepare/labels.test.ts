// `vigil prepare labels`: photographs that a set names get their labels, as training and evaluation read them.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import sharp from "sharp";
import { expect, test } from "vitest";
import { formatPts } from "../../../src/formats/pts.ts";
import type { LabelState } from "../../labelling/labelFile.ts";
import { formatLabelSet } from "../../labelling/labelSet.ts";
import { listLandmarkPairs, readLandmarkSample } from "../../landmarks/dataset.ts";
import { readMerlLandmarks } from "../../landmarks/merlPts.ts";
import { registerPrepareLabels } from "./labels.ts";

test("labels of a set lie beside the photographs that it names, and others are left out", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-labels-"));
  try {
    const photographs = join(folder, "photographs");
    await mkdir(photographs);
    const points = Array.from({ length: 68 }, (_, k) => ({ x: 10 + (k % 9), y: 10 + (k % 7) }));
    for (const name of ["labelled", "other"]) {
      await sharp({ create: { width: 40, height: 40, channels: 3, background: "#888" } })
        .png()
        .toFile(join(photographs, `${name}.png`));
      await writeFile(join(photographs, `${name}.pts`), formatPts(points));
    }
    const states = Array.from({ length: 68 }, (): LabelState => "visible");
    states.fill("object", 17, 22).fill("self", 0, 3).fill("unknown", 30, 31);
    const set = join(folder, "set.json");
    await writeFile(set, formatLabelSet("A test.", new Map([["labelled", { states }]])));

    const out = join(folder, "out");
    const program = new Command();
    registerPrepareLabels(program);
    await program.parseAsync(["labels", set, photographs, "--out", out], { from: "user" });

    expect((await readdir(out)).sort()).toEqual([
      "labelled.label.json",
      "labelled.occ.json",
      "labelled.png",
      "labelled.pts",
    ]);
    const [pair] = await listLandmarkPairs(out);
    expect((await readMerlLandmarks(pair)).map(({ state }) => state)).toEqual(states);
    const { occluded, unknown } = await readLandmarkSample(pair);
    expect(occluded?.map((hidden, k) => (unknown?.[k] ? null : hidden))).toEqual(
      JSON.parse(await readFile(join(out, "labelled.occ.json"), "utf8")),
    );
    expect(occluded?.slice(15, 23)).toEqual([false, false, true, true, true, true, true, false]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

// A set of labels: written and read without loss, and wrong ranges are named with their photograph.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LabelState } from "./labelFile.ts";
import { formatLabelSet, labelsOf, readLabelSet } from "./labelSet.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-labels-"));
});
afterAll(() => rm(folder, { recursive: true }));

function states(ranges: Readonly<Record<number, LabelState>>): LabelState[] {
  return Array.from({ length: 68 }, (_, k) => ranges[k] ?? "visible");
}

test("labels of two photographs are the same after writing and reading", async () => {
  const file = join(folder, "set.json");
  const first = states({ 0: "object", 1: "object", 2: "self", 17: "object", 67: "unknown" });
  const second = states({ 0: "object", 2: "self" });
  const labels = new Map([
    ["b", { states: states({}) }],
    ["a", { states: first, second }],
  ]);
  await writeFile(file, formatLabelSet("Two photographs.", labels));
  const read = await readLabelSet(file);
  expect(labelsOf(read, "some/where/a.webp")).toEqual({ states: first, second });
  expect(labelsOf(read, "b.jpg")).toEqual({ states: states({}) });
  expect(labelsOf(read, "c.jpg")).toBeUndefined();
});

test("a range beyond the last landmark is an error that names file and photograph", async () => {
  const file = join(folder, "wrong.json");
  for (const range of ["60-68", "5-3", "eyes", ""]) {
    const photographs = { face7: { object: range } };
    await writeFile(
      file,
      JSON.stringify({ schema: "vigil-label-set", version: 1, about: "", photographs }),
    );
    await expect(readLabelSet(file)).rejects.toThrow(
      `${file} is not a set of labels: "${range}" of face7 is not a range of landmarks 0–67.`,
    );
  }
});

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { groundTruthText, parseGroundTruth } from "./groundTruthFile.ts";
import { readScenario } from "./scenarios.ts";

const FILE = "samples/driver-clip.truth.json";

test("the ground truth beside the sample clip is that of its script", async () => {
  const text = await readFile(FILE, "utf8");
  const { video } = parseGroundTruth(text);
  expect(text).toBe(groundTruthText(await readScenario("clip"), video));
});

test("the sample clip has a blink, a yawn, hidden eyes and a microsleep", async () => {
  const { events } = parseGroundTruth(await readFile(FILE, "utf8"));
  const kinds = events.map(({ kind, detail }) => (detail ? `${kind} ${detail}` : kind));
  expect(kinds).toEqual(
    expect.arrayContaining(["blink", "yawn", "view-degraded eyes", "microsleep"]),
  );
});

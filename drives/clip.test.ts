import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { groundTruthText, parseGroundTruth } from "./groundTruthFile.ts";
import { readScenario } from "./scenarios.ts";

const TRUTH = "samples/driver-clip.truth.json";

test("the truth beside the sample clip is that of its script", async () => {
  const text = await readFile(TRUTH, "utf8");
  const { video } = parseGroundTruth(text);
  expect(text).toBe(groundTruthText(await readScenario("clip"), video));
});

test("the clip has what it is there to show", async () => {
  const { events } = parseGroundTruth(await readFile(TRUTH, "utf8"));
  const kinds = events.map(({ kind, detail }) => (detail ? `${kind} ${detail}` : kind));
  expect(kinds).toEqual(
    expect.arrayContaining(["blink", "yawn", "view-degraded eyes", "microsleep"]),
  );
});

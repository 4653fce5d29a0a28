import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { eventsTruthText, parseEventsTruth } from "./eventsTruth.ts";
import { readScenario } from "./scenarios.ts";

const TRUTH = "samples/driver-clip.truth.json";

test("the truth beside the sample clip is that of its script", async () => {
  const text = await readFile(TRUTH, "utf8");
  const { video } = parseEventsTruth(text);
  expect(text).toBe(eventsTruthText(await readScenario("clip"), video));
});

test("the clip has what it is there to show", async () => {
  const { events } = parseEventsTruth(await readFile(TRUTH, "utf8"));
  const kinds = events.map(({ kind, detail }) => (detail ? `${kind} ${detail}` : kind));
  expect(kinds).toEqual(
    expect.arrayContaining(["blink", "yawn", "view-degraded eyes", "microsleep"]),
  );
});

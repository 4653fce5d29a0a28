import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsTruthText } from "../../drives/eventsTruth.ts";
import { eventsText } from "../../src/formats/eventsJson.ts";
import { jsonLinesEnd, jsonLinesFrame, jsonLinesHeader } from "../../src/formats/jsonLines.ts";
import { testDrive } from "../../testing/observedDrive.ts";
import { testScript } from "../../testing/testScript.ts";
import { frameTruthLine } from "../synthetic/drive/frameTruth.ts";
import { evaluateDriverFolder } from "./evaluateDriver.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-driver-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function terminal() {
  const said = { out: "", err: "" };
  return {
    said,
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    interactive: false,
  };
}

test("truth and results from their files give the figures, on the terminal and as JSON", async () => {
  const script = testScript([{ do: "yawn", at: 10 }], { seconds: 18 });
  const { truth, frames, found } = testDrive(script);
  const source = { file: "drive.webm", models: [], profile: { name: "default" } };
  const end = { frames: frames.length, firstTimestamp: 0, lastTimestamp: 18, stopped: null };
  const results = join(folder, "results");
  await mkdir(join(results, "drive"), { recursive: true });
  await writeFile(join(folder, "drive.truth.json"), eventsTruthText(script, "drive.webm"));
  await writeFile(join(folder, "drive.truth.jsonl"), truth.map(frameTruthLine).join("\n"));
  await writeFile(join(folder, "other.truth.json"), eventsTruthText(script, "other.webm"));
  await writeFile(
    join(results, "drive", "frames.jsonl"),
    jsonLinesHeader(source) + frames.map(jsonLinesFrame).join("") + jsonLinesEnd(end),
  );
  await writeFile(
    join(results, "drive", "events.json"),
    eventsText({ source, end, events: found, alerts: [] }),
  );

  const json = join(folder, "figures.json");
  const { said, ...to } = terminal();
  expect(await evaluateDriverFolder({ folder, results, json }, to)).toBe(0);
  expect(said.out).toMatch(/1 drives, 270 frames/);
  expect(said.out).toMatch(/yawn +precision 1\.00, recall 1\.00/);
  expect(said.err).toContain("left out: other");
  const figures = JSON.parse(await readFile(json, "utf8"));
  expect(figures.drives).toEqual(["drive"]);
  expect(figures.pose[0].yaw).toBeLessThan(2);

  await writeFile(join(results, "drive", "events.json"), "{}");
  await expect(evaluateDriverFolder({ folder, results }, to)).rejects.toThrow(
    /events\.json cannot be used/,
  );
});

test("what is missing is told with what to do", async () => {
  const { said: _, ...to } = terminal();
  const results = join(folder, "nothing");
  await expect(
    evaluateDriverFolder({ folder: join(folder, "results"), results }, to),
  ).rejects.toThrow(/vigil synth driver/);
  await expect(evaluateDriverFolder({ folder, results }, to)).rejects.toThrow(/run vigil analyze/);
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { groundTruthText } from "../../../drives/groundTruthFile.ts";
import { eventsText } from "../../../src/formats/eventsJson.ts";
import { jsonLinesEnd, jsonLinesFrame, jsonLinesHeader } from "../../../src/formats/jsonLines.ts";
import { observedDrive } from "../../../testing/observedDrive.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { testScript } from "../../../testing/testScript.ts";
import { frameGroundTruthLine } from "../../synthetic/drive/frameGroundTruth.ts";
import { evaluateDriverFolder } from "./driver.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-evaluate-driver-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("ground truth and results from their files give the figures, on the terminal and as JSON", async () => {
  const script = testScript([{ do: "yawn", at: 10 }], { seconds: 18 });
  const { truth, frames, found } = observedDrive(script);
  const source = { file: "drive.webm", models: [], profile: { name: "default" } };
  const end = { frames: frames.length, firstTimestamp: 0, lastTimestamp: 18, stopped: null };
  const results = join(folder, "results");
  await mkdir(join(results, "drive"), { recursive: true });
  await writeFile(join(folder, "drive.truth.json"), groundTruthText(script, "drive.webm"));
  await writeFile(join(folder, "drive.truth.jsonl"), truth.map(frameGroundTruthLine).join("\n"));
  await writeFile(join(folder, "other.truth.json"), groundTruthText(script, "other.webm"));
  await writeFile(
    join(results, "drive", "frames.jsonl"),
    jsonLinesHeader(source) + frames.map(jsonLinesFrame).join("") + jsonLinesEnd(end),
  );
  await writeFile(
    join(results, "drive", "events.json"),
    eventsText({ source, end, events: found, alerts: [] }),
  );

  const json = join(folder, "figures.json");
  const { output, terminal } = recordingTerminal();
  expect(await evaluateDriverFolder({ folder, results, json }, terminal)).toBe(0);
  expect(output.out).toMatch(/1 drives, 270 frames/);
  expect(output.out).toMatch(/yawn +precision 1\.00, recall 1\.00/);
  expect(output.err).toContain("left out: other");
  const figures = JSON.parse(await readFile(json, "utf8"));
  expect(figures.figures.drives).toEqual(["drive"]);
  expect(figures.figures.pose[0].yaw).toBeLessThan(2);

  await writeFile(join(results, "drive", "events.json"), "{}");
  await expect(evaluateDriverFolder({ folder, results }, terminal)).rejects.toThrow(
    /events\.json cannot be used/,
  );
});

test("a missing folder is named with the command that makes it", async () => {
  const { terminal } = recordingTerminal();
  const results = join(folder, "nothing");
  await expect(
    evaluateDriverFolder({ folder: join(folder, "results"), results }, terminal),
  ).rejects.toThrow(/vigil synth driver/);
  await expect(evaluateDriverFolder({ folder, results }, terminal)).rejects.toThrow(
    /run vigil analyze/,
  );
});

// `vigil evaluate clips` on a made-up analysis of one clip.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { modelsFolder } from "../../../node/modelsFolder.ts";
import { eventsText } from "../../../src/formats/eventsJson.ts";
import { jsonLinesEnd, jsonLinesFrame, jsonLinesHeader } from "../../../src/formats/jsonLines.ts";
import { observedDrive } from "../../../testing/observedDrive.ts";
import { recordingTerminal } from "../../../testing/recordingTerminal.ts";
import { testScript } from "../../../testing/testScript.ts";
import { measuredModels, parseMeasurement } from "../measurement.ts";
import { evaluateClipFolder } from "./clips.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-clips-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("closures of an analysed clip are compared with its labels; clips without results are named", async () => {
  const { truth, frames, found } = observedDrive(
    testScript([{ do: "microsleep", at: 8, for: 2.4 }], { seconds: 15 }),
  );
  expect(truth.length).toBeGreaterThan(0);
  const nano = (await measuredModels(modelsFolder(), ["landmarks-nano"]))["landmarks-nano"];
  const model = { role: "landmarks", name: nano.name, version: nano.version } as const;
  const source = { file: "nap.mp4", models: [model], profile: { name: "default" } };
  const end = { frames: frames.length, firstTimestamp: 0, lastTimestamp: 15, stopped: null };
  const results = join(folder, "results");
  await mkdir(join(results, "nap"), { recursive: true });
  await writeFile(
    join(results, "nap", "frames.jsonl"),
    jsonLinesHeader(source) + frames.map(jsonLinesFrame).join("") + jsonLinesEnd(end),
  );
  await writeFile(
    join(results, "nap", "events.json"),
    eventsText({ source, end, events: found, alerts: [] }),
  );
  const labels = {
    about: "made up",
    clips: {
      "nap.mp4": { seconds: 15, longClosures: [{ start: 8.1, end: 10.3, frames: [1, 2] }] },
      "other.mp4": { seconds: "3", blinks: [] },
    },
  };
  await writeFile(join(folder, "labels.json"), JSON.stringify(labels));
  const { output, terminal } = recordingTerminal();
  const json = join(folder, "figures.json");
  expect(await evaluateClipFolder({ folder, results, json }, terminal)).toBe(0);
  expect(output.out).toMatch(/long closures detected +1 of 1/);
  expect(output.err).toContain("left out: other");
  const { measurement, figures, models } = parseMeasurement(await readFile(json, "utf8"));
  expect(models).toEqual({ "landmarks-nano": nano });
  expect(measurement).toBe("clips");
  expect(figures).toMatchObject({
    clips: 1,
    closures: { false_alarms: 0, awake_seconds: expect.closeTo(12.8) },
  });
});

test("a record is refused when the networks of the results are not at hand", async () => {
  const model = { role: "landmarks", name: "vigil-landmarks", version: "0.0.1" } as const;
  const source = { file: "nap.mp4", models: [model], profile: { name: "default" } };
  const end = { frames: 0, firstTimestamp: 0, lastTimestamp: 0, stopped: null };
  const results = join(folder, "results");
  await mkdir(join(results, "nap"), { recursive: true });
  await writeFile(
    join(results, "nap", "frames.jsonl"),
    jsonLinesHeader(source) + jsonLinesEnd(end),
  );
  await writeFile(
    join(results, "nap", "events.json"),
    eventsText({ source, end, events: [], alerts: [] }),
  );
  await writeFile(join(folder, "labels.json"), '{"clips":{"nap.mp4":{"seconds":1}}}');
  const { terminal } = recordingTerminal();
  const json = join(folder, "figures.json");
  await expect(evaluateClipFolder({ folder, results, json }, terminal)).rejects.toThrow(
    /nap\.mp4 were made with vigil-landmarks 0\.0\.1, which is not in .*--models/,
  );
  expect(await evaluateClipFolder({ folder, results }, terminal)).toBe(0);
});

test("missing results are named with the command that makes them", async () => {
  await writeFile(join(folder, "labels.json"), '{"clips":{"a.mp4":{"seconds":1}}}');
  const { terminal } = recordingTerminal();
  await expect(
    evaluateClipFolder({ folder, results: join(folder, "none") }, terminal),
  ).rejects.toThrow(/run vigil analyze/);
});

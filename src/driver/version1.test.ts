// Files of version 1, as that version wrote them (testing/version1), still open.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseEvents } from "../formats/eventsJson.ts";
import { parseJsonLines } from "../formats/jsonLines.ts";
import { createDriverMonitor } from "./monitor.ts";
import { detailOfVersion1 } from "./version1.ts";

const stored = (name: string) =>
  readFile(new URL(`../../testing/version1/${name}`, import.meta.url), "utf8");

test("events.json of version 1: sentences become data, and nothing else changes", async () => {
  const text = await stored("events.json");
  const file = JSON.parse(text);
  const { events, alerts, ...rest } = parseEvents(text);
  expect(rest).toEqual({ source: file.source, end: file.end });
  expect(events.map(({ detail, ...event }) => event)).toEqual(
    file.events.map(({ detail, ...event }: { detail?: string }) => event),
  );
  expect(events.flatMap(({ kind, detail }) => (detail ? [[kind, detail]] : []))).toEqual([
    ["yawn", { kind: "behind-hand" }],
    ["short-distraction", { kind: "looks", count: 4 }],
    ["driver-absent", { kind: "no-face" }],
    ["drowsiness", { kind: "perclos", value: 0.22, window: 60 }],
    ["view-degraded", { kind: "view", part: "mouth", problem: "hidden" }],
  ]);
  expect(alerts.map(({ detail, ...alert }) => alert)).toEqual(
    file.alerts.map(({ message, ...alert }: { message: string }) => alert),
  );
  expect(alerts.flatMap(({ kind, detail }) => (detail ? [[kind, detail]] : []))).toEqual([
    ["view-degraded", { kind: "view", part: "mouth", problem: "hidden" }],
  ]);
});

test("frames.jsonl of version 1: every event and alert of its reports is read", async () => {
  const text = await stored("frames.jsonl");
  const { frames, changed, notes } = parseJsonLines(text);
  expect(notes).toEqual([]);
  expect(frames).toHaveLength(text.split("\n").length - 3);
  const ongoing = frames.flatMap(({ report }) => report.ongoing);
  expect(ongoing[0]).toMatchObject({
    kind: "long-distraction",
    detail: { kind: "direction", direction: "left" },
  });
  const kinds = [...ongoing, ...frames.flatMap(({ report }) => report.changed)].flatMap(
    ({ detail }) => detail?.kind ?? [],
  );
  expect(new Set(kinds)).toEqual(
    new Set(["direction", "behind-hand", "looks", "no-face", "perclos", "view"]),
  );
  expect(changed.map(({ kind, detail }) => [kind, detail])).toEqual([
    ["drowsiness", { kind: "perclos", value: 0.22, window: 60 }],
    ["view-degraded", { kind: "view", part: "mouth", problem: "hidden" }],
    ["microsleep", undefined],
  ]);
});

test("a monitor saved by version 1 continues, and is saved in the current form", async () => {
  const saved = JSON.parse(await stored("monitor.json"));
  const monitor = createDriverMonitor({ saved });
  const { version, profile, state } = monitor.save();
  expect(version).toBe(2);
  expect(profile).toMatchObject(saved.profile);
  expect(state.last?.eyesConfidence).toBe(saved.state.last.eyesSureness);
  expect(createDriverMonitor({ saved: monitor.save() }).save().state).toEqual(state);
  const { timestamp, changed } = monitor.finish();
  expect(timestamp).toBe(saved.state.last.time);
  expect(changed.map(({ id, kind, detail }) => [id, kind, detail])).toEqual([
    [9, "drowsiness", { kind: "perclos", value: 0.22, window: 60 }],
    [18, "view-degraded", { kind: "view", part: "mouth", problem: "hidden" }],
    [19, "microsleep", undefined],
  ]);
});

test("a sentence that Vigil did not write stays a sentence", () => {
  for (const text of ["sideways", "eyes sore", "ears hidden", ""]) {
    expect(detailOfVersion1(text)).toEqual({ kind: "text", text });
  }
});

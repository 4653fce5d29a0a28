// A session that the page stored with version 1 of the format is still exported.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseEvents } from "../../src/index.ts";
import { exportSession } from "../app/session/exports.ts";

/** The session in two pieces, as the page stored it: the header is in the first one alone. */
async function* storedPieces() {
  const file = new URL("../../testing/version1/frames.jsonl", import.meta.url);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  yield lines
    .slice(0, 4)
    .map((line) => `${line}\n`)
    .join("");
  yield lines
    .slice(4)
    .map((line) => `${line}\n`)
    .join("");
}

test("events of a stored session of version 1 are exported as data of the current version", async () => {
  const text = await (await exportSession(storedPieces(), "json")).text();
  expect(JSON.parse(text)["version"]).toBe(2);
  const { events, end } = parseEvents(text);
  expect(end.frames).toBe(985);
  expect(events.find(({ kind }) => kind === "yawn")?.detail).toEqual({ kind: "behind-hand" });
  expect(events.find(({ kind }) => kind === "drowsiness")?.detail).toMatchObject({
    kind: "perclos",
    value: 0.22,
  });
});

test("subtitles of a stored session of version 1 have the same words as before", async () => {
  const text = await (await exportSession(storedPieces(), "vtt")).text();
  expect(text).toContain("behind a hand");
  expect(text).toContain("PERCLOS 22 % over 60 s");
  expect(text).toContain("mouth hidden");
});

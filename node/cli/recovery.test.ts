import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  jsonLinesEnd,
  jsonLinesFrame,
  jsonLinesHeader,
  jsonLinesSilence,
} from "../../src/formats/jsonLines.ts";
import { parseEvents, parseJsonLines } from "../../src/index.ts";
import { EXAMPLE_SOURCE, exampleSession } from "../../testing/exampleSession.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { completeSegments, findUnfinished } from "./recovery.ts";

const folder = temporaryFolder();
const frames = [...exampleSession({ seconds: 4 })];
const running = new AbortController().signal;

/** A segment as a process that was killed leaves it. */
async function left(place: string, text: string): Promise<string> {
  const part = join(place, "2026-11-27T14-00-00Z.part");
  await mkdir(part, { recursive: true });
  await writeFile(join(part, "frames.jsonl"), text);
  await writeFile(
    join(part, "frames.csv"),
    "frame,face_id,timestamp,confidence,success,pose_Tx,\n1,",
  );
  await writeFile(join(part, ".vigil.lock"), "{}");
  return part;
}

const rows = jsonLinesHeader(EXAMPLE_SOURCE) + frames.map(jsonLinesFrame).join("");

test("a killed process's segment is completed from its rows; a torn row is left out", async () => {
  const place = join(folder, "torn");
  const [{ report }] = frames;
  await left(place, `${rows}${jsonLinesSilence(report)}${jsonLinesFrame(frames[0]).slice(0, 300)}`);
  const parts = await findUnfinished(place);
  const completed = [join(place, "2026-11-27T14-00-00Z")];
  expect(await completeSegments(parts, running)).toEqual({ completed, kept: [] });
  expect(await readdir(place)).toEqual(["2026-11-27T14-00-00Z"]);
  const [path = ""] = (await readdir(place)).map((name) => join(place, name));
  expect((await readdir(path)).sort()).toEqual([
    "events.json",
    "events.vtt",
    "frames.csv",
    "frames.jsonl",
    "report.html",
  ]);
  const session = parseJsonLines(await readFile(join(path, "frames.jsonl"), "utf8"));
  expect(session.frames).toHaveLength(frames.length);
  expect(session.silences).toHaveLength(1);
  expect(session.end?.stopped).toMatch(/killed/);
  const events = parseEvents(await readFile(join(path, "events.json"), "utf8"));
  expect(events.end).toEqual(session.end);
  expect(await readFile(join(path, "report.html"), "utf8")).toMatch(/Incomplete.*killed/);
  const table = (await readFile(join(path, "frames.csv"), "utf8")).trimEnd().split("\n");
  expect(table).toHaveLength(frames.length + 1);
});

test("killed between its last row and its name: nothing is missing", async () => {
  const place = join(folder, "ended");
  // As in the rows, which are rounded.
  const last = Math.round((frames.at(-1)?.frame.timestamp ?? 0) * 1e6) / 1e6;
  const gaps = [{ from: last, to: 13 }];
  const seen = { firstTimestamp: 0, lastTimestamp: last, stopped: null, gaps };
  const end = { frames: frames.length, ...seen };
  await left(place, rows + jsonLinesEnd(end));
  await completeSegments(await findUnfinished(place), running);
  const path = join(place, "2026-11-27T14-00-00Z/frames.jsonl");
  expect(parseJsonLines(await readFile(path, "utf8")).end).toMatchObject({ stopped: null, gaps });
});

test.each(["", jsonLinesHeader(EXAMPLE_SOURCE)])(
  "a segment without a frame is removed",
  async (text) => {
    const place = join(folder, `none-${text.length}`);
    await left(place, text);
    await completeSegments(await findUnfinished(place), running);
    expect(await readdir(place)).toEqual([]);
  },
);

test("rows behind a damaged one are not lost, and a segment whose header is damaged is kept", async () => {
  const damaged = join(folder, "damaged");
  const lines = rows.split("\n");
  await left(damaged, lines.with(5, lines[5].replace("frame", "fr")).join("\n"));
  await completeSegments(await findUnfinished(damaged), running);
  const text = await readFile(join(damaged, "2026-11-27T14-00-00Z/frames.jsonl"), "utf8");
  expect(parseJsonLines(text).frames).toHaveLength(frames.length - 1);

  const headless = join(folder, "headless");
  const part = await left(headless, rows.slice(9));
  expect(await completeSegments(await findUnfinished(headless), running)).toEqual({
    completed: [],
    kept: [part],
  });
  expect(await readFile(join(part, "frames.jsonl"), "utf8")).toBe(rows.slice(9));
});

test("killed while it completed a segment: what is complete is not done twice", async () => {
  const place = join(folder, "twice");
  await left(place, rows);
  await completeSegments(await findUnfinished(place), running);
  await left(place, rows);
  await completeSegments(await findUnfinished(place), running);
  expect(await readdir(place)).toEqual(["2026-11-27T14-00-00Z"]);
});

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SessionEnd, SessionFrame } from "../../src/formats/sessionFrame.ts";
import { exampleSession } from "../../testing/exampleSession.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import type { FrameSink } from "../video/analyzeVideo.ts";
import {
  isUnfinished,
  type RotationOptions,
  rotatingResults,
  type SegmentStart,
} from "./rotation.ts";

const folder = temporaryFolder();
const frame = { width: 1, height: 1, channels: 3, data: new Uint8Array(3) } as const;
const [example] = exampleSession({ seconds: 0.1 });

function at(timestamp: number, ongoing: SessionFrame["report"]["ongoing"] = []): SessionFrame {
  return {
    frame: { ...example.frame, timestamp },
    report: { ...example.report, timestamp, changed: [], ongoing },
  };
}

/** Records what each segment got. @param name of a folder of its own. */
function recorded(name: string, options: Partial<RotationOptions> = {}) {
  const segments: {
    start: SegmentStart;
    frames: SessionFrame[];
    silences: number;
    end?: SessionEnd;
  }[] = [];
  const clock = { now: Date.UTC(2026, 10, 27, 13, 59, 50) };
  const open = async (start: SegmentStart): Promise<FrameSink<SessionFrame>> => {
    const segment: (typeof segments)[number] = { start, frames: [], silences: 0 };
    segments.push(segment);
    return {
      onFrame: (result) => void segment.frames.push(result),
      onSilence: () => void segment.silences++,
      close: (end) => {
        segment.end = end;
      },
    };
  };
  const place = join(folder, name);
  const sink = rotatingResults({
    folder: place,
    length: 3600,
    open,
    now: () => clock.now,
    ...options,
  });
  const show = async (result: SessionFrame, seconds: number): Promise<void> => {
    clock.now += 1000 * seconds;
    await sink.onFrame(result, { frame, index: 0, timestamp: result.frame.timestamp });
  };
  const whole = { frames: 0, firstTimestamp: null, lastTimestamp: null, stopped: null };
  return { place, segments, clock, sink, show, close: () => sink.close(whole) };
}

test("folders are cut at full hours, and each has its own frames", async () => {
  const { place, segments, show, close } = recorded("hours");
  for (let k = 0; k < 30; k++) await show(at(k), k === 0 ? 0 : 1);
  await close();
  expect(segments.map(({ frames }) => frames.length)).toEqual([10, 20]);
  expect(segments.map(({ start }) => start.origin)).toEqual([0, 10]);
  expect(segments.map(({ end }) => [end?.frames, end?.firstTimestamp, end?.lastTimestamp])).toEqual(
    [
      [10, 0, 9],
      [20, 10, 29],
    ],
  );
  expect((await readdir(place)).sort()).toEqual(["2026-11-27T13-59-50Z", "2026-11-27T14-00-00Z"]);
});

test("a folder has its final name only when it is complete", async () => {
  const completed: string[] = [];
  const { place, show, close } = recorded("whole", { onComplete: (path) => completed.push(path) });
  await show(at(0), 0);
  expect(await readdir(place)).toEqual(["2026-11-27T13-59-50Z.part"]);
  expect((await readdir(place)).every(isUnfinished)).toBe(true);
  await show(at(20), 20);
  await close();
  expect(completed).toHaveLength(2);
  expect((await readdir(place)).some(isUnfinished)).toBe(false);
});

test("a lost connection over the cut is a gap in both hours; an hour without images has no folder", async () => {
  const { place, segments, clock, sink, show, close } = recorded("gap");
  await show(at(0), 0);
  await show(at(1), 1);
  // Silence is reported while it lasts: the first hour is completed in time.
  for (let k = 0; k < 20; k++) {
    clock.now += 1000;
    await sink.onSilence?.(example.report);
  }
  expect(segments).toHaveLength(1);
  await show(at(7230), 7209);
  await close();
  expect(segments[0]?.silences).toBe(8);
  expect(segments[0]?.end?.gaps).toEqual([{ from: 1, to: 10 }]);
  expect(segments[1]?.start.origin).toBe(7210);
  expect(segments[1]?.end?.gaps).toEqual([{ from: 7210, to: 7230 }]);
  expect((await readdir(place)).sort()).toEqual(["2026-11-27T13-59-50Z", "2026-11-27T16-00-00Z"]);
});

test("an event that lasts over the cut is in both hours", async () => {
  const event = {
    id: 3,
    kind: "driver-absent",
    start: 8,
    end: null,
    confidence: 1,
    evidence: { frames: 1, valid: 1 },
  } as const;
  const { segments, show, close } = recorded("event");
  await show(at(9), 0);
  await show(at(19, [event]), 10);
  await show(at(20, [event]), 1);
  await close();
  expect(segments[1]?.frames.map(({ report }) => report.changed)).toEqual([[event], []]);
  expect(segments[0]?.start.isLast()).toBe(false);
  expect(segments[1]?.start.isLast()).toBe(true);
});

test("a clock that is set back makes a new folder, and never the name of one that is there", async () => {
  const { place, show, clock, close } = recorded("clock");
  await show(at(0), 0);
  clock.now -= 7_200_000;
  await show(at(1), 0);
  clock.now += 7_200_000;
  await show(at(2), 0);
  clock.now -= 7_200_000;
  await show(at(3), 0);
  await close();
  const names = await readdir(place);
  expect(new Set(names).size).toBe(4);
  expect(names.filter((name) => name.startsWith("2026-11-27T11-00-00Z"))).toHaveLength(2);
});

test("files that cannot be written end the analysis with the next frame", async () => {
  const open = async (): Promise<FrameSink<SessionFrame>> => ({
    onFrame: () => {},
    close: () => {
      throw new Error("ENOSPC");
    },
  });
  const { show } = recorded("full", { open });
  await show(at(0), 0);
  await show(at(10), 10).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(show(at(11), 1)).rejects.toThrow("ENOSPC");
});

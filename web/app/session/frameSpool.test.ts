import { expect, test } from "vitest";
import { EXAMPLE_SOURCE, exampleSession } from "../../../testing/exampleSession.ts";
import { createFrameSpool } from "./frameSpool.ts";

test("every frame of a video is found by its time, in any order", async () => {
  const frames = [...exampleSession({ seconds: 10 })];
  const spool = createFrameSpool(EXAMPLE_SOURCE);
  expect(await spool.at(0)).toBeUndefined();
  for (const frame of frames) spool.add(frame);
  const times = frames.map(({ frame }) => frame.timestamp);
  for (const k of [0, 63, 64, 200, 5, frames.length - 1]) {
    const found = await spool.at(times[k] ?? 0);
    expect(found?.frame.timestamp).toBeCloseTo(times[k] ?? Number.NaN, 3);
    expect(found?.report.state).toBe(frames[k]?.report.state);
  }
  expect((await spool.at(-1))?.frame.index).toBe(frames[0]?.frame.index);
  expect((await spool.at(1e6))?.frame.index).toBe(frames.at(-1)?.frame.index);
});

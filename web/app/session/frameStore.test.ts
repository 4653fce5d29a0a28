import { expect, test } from "vitest";
import { EXAMPLE_SOURCE, exampleSession } from "../../../testing/exampleSession.ts";
import { createFrameStore } from "./frameStore.ts";

test("every frame of a video is found by its time, in any order", async () => {
  const frames = [...exampleSession({ seconds: 10 })];
  const stored = createFrameStore(EXAMPLE_SOURCE);
  expect(await stored.at(0)).toBeUndefined();
  for (const frame of frames) stored.add(frame);
  const times = frames.map(({ frame }) => frame.timestamp);
  for (const k of [0, 63, 64, 200, 5, frames.length - 1]) {
    const found = await stored.at(times[k] ?? 0);
    expect(found?.frame.timestamp).toBeCloseTo(times[k] ?? Number.NaN, 3);
    expect(found?.report.state).toBe(frames[k]?.report.state);
  }
  expect((await stored.at(-1))?.frame.index).toBe(frames[0]?.frame.index);
  expect((await stored.at(1e6))?.frame.index).toBe(frames.at(-1)?.frame.index);
});

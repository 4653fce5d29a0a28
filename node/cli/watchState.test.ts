import { join } from "node:path";
import { expect, test } from "vitest";
import { createDriverSession } from "../../src/driverSession.ts";
import { DETECTION_CARD, LANDMARKS_CARD } from "../../testing/cards.ts";
import { exampleAnalysis } from "../../testing/exampleAnalysis.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import type { VideoFrame, VideoSource } from "../video/source.ts";
import { keepState } from "./watchState.ts";

const folder = temporaryFolder();
const running = new AbortController().signal;
const frame = { width: 64, height: 48, channels: 3, data: new Uint8Array(64 * 48 * 3) } as const;
const engine = {
  cards: { detector: DETECTION_CARD, landmarks: LANDMARKS_CARD },
  analyze: async () => exampleAnalysis([], 64, 48),
  dispose: async () => {},
};

function camera(timestamps: readonly number[], width = 64): VideoSource {
  async function* frames(): AsyncGenerator<VideoFrame> {
    for (const [index, timestamp] of timestamps.entries()) yield { index, timestamp, frame };
  }
  return {
    facts: {
      name: "rtsp://cab",
      container: "rtsp",
      codec: "h264",
      width,
      height: 48,
      scale: 1,
      rotation: 0,
    },
    close: async () => {},
    [Symbol.asyncIterator]: frames,
  };
}

/** A process that watches two frames and is stopped. */
async function watched(place: string, at: number): Promise<void> {
  const options = { secondPass: true };
  const now = (): number => at;
  const { source, sink } = await keepState(place, camera([0, 0.1]), engine, options, {
    stop: running,
    now,
  });
  const session = createDriverSession(engine);
  for await (const video of source) {
    const result = await session.next(video.frame, video.timestamp, { index: video.index });
    await sink.onFrame({ ...result, saved: session.save() }, video);
  }
  await sink.close({ frames: 2, firstTimestamp: 0, lastTimestamp: 0.1, stopped: "killed" });
}

async function later(place: string, milliseconds: number, source = camera([0, 0.2])) {
  const now = (): number => milliseconds;
  const options = { secondPass: true };
  const kept = await keepState(place, source, engine, options, { stop: running, now });
  const frames: VideoFrame[] = [];
  for await (const video of kept.source) frames.push(video);
  const times = frames.map(({ index, timestamp }) => [index, timestamp]);
  return { session: kept.session, times };
}

test("a process that is started again soon goes on, and the time between is a gap", async () => {
  const place = join(folder, "soon");
  await watched(place, 5_000_000);
  const { session, times } = await later(place, 5_012_000);
  expect(session).toBeDefined();
  expect(times).toEqual([
    [2, 12.1],
    [3, expect.closeTo(12.3)],
  ]);
});

test("after a long time, or with another camera, it begins anew", async () => {
  const place = join(folder, "late");
  await watched(place, 5_000_000);
  expect((await later(place, 5_900_000)).session).toBeUndefined();
  expect((await later(place, 5_001_000, camera([0], 128))).session).toBeUndefined();
});

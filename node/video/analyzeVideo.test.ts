import { expect, test } from "vitest";
import type { SessionEnd } from "../../src/formats/sessionFrame.ts";
import { quarters } from "../../testing/videoFiles.ts";
import { analyzeVideo, type FrameSink, STOPPED_BY_USER } from "./analyzeVideo.ts";
import type { VideoFrame } from "./source.ts";

/** Frames at half seconds; notes when it is closed. */
function source(count: number, breaksAt?: number): AsyncIterable<VideoFrame> & { closed: boolean } {
  return {
    closed: false,
    async *[Symbol.asyncIterator]() {
      try {
        for (let index = 0; index < count; index++) {
          if (index === breaksAt) throw new Error("the cable was pulled");
          yield { index, timestamp: 3 + index / 2, frame: quarters() };
        }
      } finally {
        this.closed = true;
      }
    },
  };
}

/** A sink that records its calls. */
function keeping(): FrameSink<number> & {
  readonly results: number[];
  readonly ends: SessionEnd[];
} {
  const results: number[] = [];
  const ends: SessionEnd[] = [];
  return {
    results,
    ends,
    onFrame: (result) => {
      results.push(result);
    },
    close: (end) => {
      ends.push(end);
    },
  };
}

const tenfold = async ({ index }: VideoFrame): Promise<number> => 10 * index;

test("every frame goes through the pipeline into every sink, then all are closed once", async () => {
  const sinks = [keeping(), keeping()];
  const end = await analyzeVideo(source(4), tenfold, sinks);
  expect(end).toEqual({ frames: 4, firstTimestamp: 3, lastTimestamp: 4.5, stopped: null });
  for (const { results, ends } of sinks) {
    expect(results).toEqual([0, 10, 20, 30]);
    expect(ends).toEqual([end]);
  }
});

test("stopped: the current frame is finished, the source is freed, and the end reports it", async () => {
  const stop = new AbortController();
  const sink = keeping();
  const frames = source(100);
  const end = await analyzeVideo(
    frames,
    async (video) => {
      if (video.index === 2) stop.abort();
      return tenfold(video);
    },
    [sink],
    { stop: stop.signal },
  );
  expect(sink.results).toEqual([0, 10, 20]);
  expect(end).toMatchObject({ frames: 3, lastTimestamp: 4, stopped: STOPPED_BY_USER });
  expect(frames.closed).toBe(true);
});

test("a stop request after the last frame does not count as stopped", async () => {
  const stop = new AbortController();
  const pipeline = async (video: VideoFrame): Promise<number> => {
    if (video.index === 2) stop.abort();
    return 0;
  };
  const end = await analyzeVideo(source(3), pipeline, [], { stop: stop.signal });
  expect(end.stopped).toBeNull();
});

test.each([
  ["the source", source(9, 2), tenfold],
  [
    "the pipeline",
    source(9),
    async ({ index }: VideoFrame) => {
      if (index === 2) throw new Error("the cable was pulled");
      return 10 * index;
    },
  ],
])(
  "when %s fails, the earlier results are kept and every sink is closed",
  async (_, frames, pipeline) => {
    const sinks = [keeping(), keeping()];
    await expect(analyzeVideo(frames, pipeline, sinks)).rejects.toThrow("the cable was pulled");
    for (const { results, ends } of sinks) {
      expect(results).toEqual([0, 10]);
      expect(ends).toMatchObject([
        { frames: 2, lastTimestamp: 3.5, stopped: "the cable was pulled" },
      ]);
    }
    expect(frames.closed).toBe(true);
  },
);

test("when closing one sink fails, the others are closed", async () => {
  const broken: FrameSink<number> = {
    onFrame: () => {},
    close: () => {
      throw new Error("the disk is full");
    },
  };
  const sink = keeping();
  await expect(analyzeVideo(source(2), tenfold, [broken, sink])).rejects.toThrow(
    "the disk is full",
  );
  expect(sink.ends).toHaveLength(1);
});

test("the next frame is read and the last one written while a frame is analysed; a live source is read when needed", async () => {
  for (const readAhead of [true, false]) {
    const log: string[] = [];
    const noted = async function* (): AsyncGenerator<VideoFrame> {
      for await (const video of source(3)) {
        log.push(`read ${video.index}`);
        yield video;
      }
    };
    const pipeline = async ({ index }: VideoFrame): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`analysed ${index}`);
      return index;
    };
    const sink: FrameSink<number> = {
      async onFrame(index) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        log.push(`written ${index}`);
      },
      close: () => {},
    };
    await analyzeVideo(noted(), pipeline, [sink], { readAhead });
    const order = (first: string, second: string) => log.indexOf(first) < log.indexOf(second);
    expect(order("read 1", "analysed 0")).toBe(readAhead);
    expect(order("analysed 1", "written 0")).toBe(true);
    expect(log.filter((line) => line.startsWith("written"))).toEqual([
      "written 0",
      "written 1",
      "written 2",
    ]);
  }
});

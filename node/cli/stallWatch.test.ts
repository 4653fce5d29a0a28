import { afterEach, expect, test, vi } from "vitest";
import { watchSilence } from "../video/silence.ts";
import { watchStalls } from "./stallWatch.ts";

afterEach(() => {
  vi.useRealTimers();
});

const VIDEO = {
  index: 0,
  timestamp: 0,
  frame: { width: 1, height: 1, channels: 3, data: new Uint8Array(3) },
} as const;

/** A watch over an analysis that ends when the test says so, and what it reported. */
function watched() {
  vi.useFakeTimers();
  const said: string[] = [];
  let finish = (): void => {};
  const analysis = () =>
    new Promise<string>((resolve) => {
      finish = () => resolve("result");
    });
  const watch = watchStalls(
    analysis,
    (seconds, stage) => said.push(`${seconds} ${stage}`),
    () => Date.now() / 1000,
  );
  const pass = (seconds: number) => vi.advanceTimersByTimeAsync(1000 * seconds);
  return { watch, said, pass, finish: () => finish() };
}

test("an inference pass that never ends is reported from 5 s on, once a second", async () => {
  const { watch, said, pass, finish } = watched();
  const result = watch.pipeline(VIDEO);
  await pass(4.9);
  expect(said).toEqual([]);
  await pass(2.2);
  expect(said).toEqual(["5 analysis", "6 analysis", "7 analysis"]);
  finish();
  expect(await result).toBe("result");
  watch.sink.onFrame("result", VIDEO);
  await pass(4);
  expect(said).toHaveLength(3);
  watch.end();
});

test("a file that takes no more rows is told from an analysis and from a source that yields nothing", async () => {
  const { watch, said, pass, finish } = watched();
  const result = watch.pipeline(VIDEO);
  finish();
  await result;
  await pass(5.5);
  expect(said).toEqual(["5 writing"]);
  watch.sink.onFrame("result", VIDEO);
  await pass(5.5);
  expect(said).toEqual(["5 writing", "5 reading"]);
  watch.end();
  await pass(60);
  expect(said).toHaveLength(2);
});

test("a source that says itself that no image comes is no analysis that stands still", async () => {
  const { watch, said, pass } = watched();
  for (let second = 0; second < 30; second++) {
    watch.silence();
    await pass(1);
  }
  expect(said).toEqual([]);
  watch.end();
});

test("a silent source is reported on a computer on which every timer is late", () => {
  vi.useFakeTimers();
  let time = 0;
  const said: number[] = [];
  const watch = watchSilence(
    (seconds) => said.push(seconds),
    () => time,
  );
  for (let check = 0; check < 20; check++) {
    time += 0.8;
    vi.advanceTimersByTime(250);
  }
  watch.end();
  expect(said[0]).toBe(10);
});

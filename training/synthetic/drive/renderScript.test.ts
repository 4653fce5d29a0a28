import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { frameTimes } from "../../../drives/frameTimes.ts";
import { fakeRenderers } from "../../../testing/fakeRenderers.ts";
import { testScript } from "../../../testing/testScript.ts";
import { parseFrameGroundTruths } from "./frameGroundTruth.ts";
import { renderScript } from "./renderScript.ts";

const HEADER = { seconds: 2, frames: { rate: 5 }, image: { width: 64, height: 64 } };
const script = testScript([{ do: "cover-camera", at: 0.5, for: 1 }], HEADER);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-script-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("frames are written once with their ground truth, share one exposure, and are kept when asked again", async () => {
  const out = join(folder, "whole");
  const first = fakeRenderers();
  let rendered = 0;
  const starts: number[][] = [];
  const options = {
    folder: out,
    workers: 2,
    onStart: (...counts: number[]) => starts.push(counts),
    onFrame: () => {
      rendered++;
    },
  };
  const frames = await renderScript(script, { ...options, open: first.open });
  expect(frames.map(({ index }) => index)).toEqual(frameTimes(script).map(({ index }) => index));
  expect(rendered).toBe(10);
  expect(starts).toEqual([[0, 10]]);
  expect(first.stillOpen()).toBe(0);
  // The first one meters.
  expect(first.requests).toHaveLength(11);
  expect(first.requests.slice(1).every(({ image }) => image.gain === 2.5)).toBe(true);

  const lines = await Promise.all(frames.map(({ groundTruth }) => readFile(groundTruth, "utf8")));
  const truths = parseFrameGroundTruths(lines.join(""));
  const times = (list: readonly { timestamp: number }[]) =>
    list.map(({ timestamp }) => timestamp.toFixed(5));
  expect(times(truths)).toEqual(times(frames));
  expect(truths[0]?.landmarks[3]).toEqual([3, 6, 1]);
  expect(truths[5]?.covered).toBeCloseTo(1, 3);
  // Less light makes a smaller image.
  const size = async (k: number) => (await stat(frames[k]?.image ?? "")).size;
  expect(await size(5)).not.toBe(await size(0));

  const before = await readdir(out);
  await rm(frames[7]?.image ?? "");
  const second = fakeRenderers();
  await renderScript(script, { ...options, open: second.open });
  expect(second.requests.map(({ frame }) => frame)).toEqual([7]);
  expect(starts[1]).toEqual([9, 1]);
  expect(await readdir(out)).toEqual(before);
});

test("a stop leaves whole frames, and the rest comes later", async () => {
  const out = join(folder, "stopped");
  const stop = new AbortController();
  let count = 0;
  const frames = await renderScript(script, {
    folder: out,
    workers: 1,
    open: fakeRenderers().open,
    signal: stop.signal,
    onFrame: () => {
      count++;
      if (count === 4) stop.abort();
    },
  });
  expect(frames).toHaveLength(4);
  expect((await readdir(out)).filter((name) => name.endsWith(".part"))).toEqual([]);
  const { requests, open } = fakeRenderers();
  expect(await renderScript(script, { folder: out, workers: 1, open })).toHaveLength(10);
  expect(requests).toHaveLength(6);
});

test("frames begun with version 1 of the same script are kept", async () => {
  const out = join(folder, "earlier");
  const { open } = fakeRenderers();
  const frames = await renderScript(script, { folder: out, workers: 1, open });
  const { person, image, involuntary, analysis, ...same } = script;
  const earlier = { ...same, version: 1, picture: image };
  await writeFile(join(out, "sequence.json"), JSON.stringify({ script: earlier, gain: 2.5 }));
  const again = fakeRenderers();
  expect(await renderScript(script, { folder: out, workers: 1, open: again.open })).toEqual(frames);
  expect(again.requests).toEqual([]);
});

test("frames of another script are not mixed with this one's", async () => {
  const out = join(folder, "mixed");
  await renderScript(script, { folder: out, workers: 1, open: fakeRenderers().open });
  await expect(
    renderScript({ ...script, seed: 9 }, { folder: out, workers: 1, open: fakeRenderers().open }),
  ).rejects.toThrow(/holds frames of another script/);
});

test("frames that another script has in common are copied, with its exposure", async () => {
  const reused = join(folder, "base");
  await renderScript(script, { folder: reused, workers: 1, open: fakeRenderers().open });
  const longer = testScript(
    [
      { do: "cover-camera", at: 0.5, for: 1 },
      { do: "laugh", at: 1, for: 0.8 },
    ],
    HEADER,
  );
  const { requests, open } = fakeRenderers();
  const out = join(folder, "longer");
  const options = { folder: out, reuse: [reused], workers: 1, open };
  expect(await renderScript(longer, options)).toHaveLength(10);
  expect(requests.length).toBeGreaterThan(0);
  expect(Math.min(...requests.map(({ frame }) => frame))).toBeGreaterThanOrEqual(4);
  expect(requests.every(({ image }) => image.gain === 2.5)).toBe(true);
  // Another person has no frame in common.
  const other = fakeRenderers();
  const apart = { folder: join(folder, "other"), reuse: [reused], workers: 1, open: other.open };
  await renderScript(testScript([], { ...HEADER, seed: 99 }), apart);
  expect(other.requests).toHaveLength(11);
});

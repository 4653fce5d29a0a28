// Frames of a labelled clip: closures, frames far from them, nothing that is unclear.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { framesWithLids, readLabelledClips } from "./clipFrames.ts";

const clip = {
  person: "somebody",
  frames: 40,
  blinks: [{ frames: [10, 12] as [number, number] }],
  longClosures: [{ frames: [20, 21] as [number, number] }],
  ambiguous: [{ frames: [0, 5] as [number, number] }, {}],
  occlusions: [{ frames: [30, 34] as [number, number] }],
};

test("closures are shut; their neighbours, unclear and hidden frames are left out", () => {
  const frames = framesWithLids(clip);
  const shut = [...frames].flatMap(([frame, isShut]) => (isShut ? [frame] : []));
  const open = [...frames].flatMap(([frame, isShut]) => (isShut ? [] : [frame]));
  expect(shut).toEqual([10, 11, 12, 20, 21]);
  expect(open).toEqual([6, 16, 25, 26, 27, 28, 29, 35, 36, 37, 38, 39]);
});

test("of a long clip a few frames are taken, spread over it", () => {
  const open = framesWithLids({ person: "somebody", frames: 10_000, blinks: [] });
  expect(open.size).toBeLessThanOrEqual(35);
  expect(Math.max(...open.keys())).toBeGreaterThan(9_000);
});

test("a clip that was not searched for blinks teaches nothing", () => {
  expect(framesWithLids({ ...clip, blinks: undefined }).size).toBe(0);
});

test("clips labelled in seconds alone stand beside others in one file and teach nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-clips-"));
  const seconds = { person: "man B", seconds: 9, longClosures: [{ start: 2, end: 3 }], blinks: [] };
  const labels = { clips: { "a.mp4": clip, "b.mp4": seconds } };
  await writeFile(join(folder, "labels.json"), JSON.stringify(labels));
  const clips = await readLabelledClips(folder);
  expect([...clips.values()].map((each) => framesWithLids(each).size)).toEqual([17, 0]);
});

test("a wrong field is named with its file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-clips-"));
  const labels = { clips: { "a.mp4": { ...clip, person: 7 } } };
  await writeFile(join(folder, "labels.json"), JSON.stringify(labels));
  await expect(readLabelledClips(folder)).rejects.toThrow(
    /labels\.json is not a file of labelled clips:\n.*\n.*a\.mp4.*person/,
  );
});

// Looks labelled by eye: what a class tells of each eye, files that cannot be used, and the loss of an angle outside its class.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ANSWER_COUNT, ANSWERS } from "../../src/eyes/gazeAnswers.ts";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { createGraph, encodeModel, input, openSession } from "../graph/index.ts";
import { UNCHANGED } from "./augment.ts";
import { rangeOfLook, readLooks } from "./looks.ts";
import { boundLoss } from "./loss.ts";
import type { GazeEye } from "./source.ts";
import { BOUND_COUNT, targetsOf } from "./targets.ts";

const folder = temporaryFolder();

const grey = { width: 1, height: 1, grey: Uint8Array.of(0), toCrop: UNCHANGED.left };
const eye = (range: GazeEye["range"]): GazeEye => ({
  image: grey,
  seen: true,
  gaze: null,
  range,
  lids: null,
  opening: null,
  iris: null,
});

test("somebody who looks to the left turns the left eye to its temple and the right one to the nose", () => {
  const [left, right] = (["left", "right"] as const).map((side) =>
    rangeOfLook({ sideways: "left" }, side),
  );
  expect(left?.outward?.[0]).toBeGreaterThan(10);
  expect(right?.outward?.[1]).toBe(-(left?.outward?.[0] ?? 0));
  expect(left?.pitch).toBeNull();
  expect(rangeOfLook({}, "left")).toBeNull();
});

test("an angle within its class costs nothing, one beyond it costs its distance", async () => {
  const range = rangeOfLook({ sideways: "centre", updown: "down" }, "left");
  const { low, high } = targetsOf(eye(range), eye(null), UNCHANGED);
  const graph = createGraph();
  const answers = input(graph, "answers", [1, ANSWER_COUNT, 1, 1]);
  const bounds = [1, BOUND_COUNT, 1, 1];
  const loss = boundLoss(answers, input(graph, "low", bounds), input(graph, "high", bounds));
  const session = await openSession(encodeModel(graph, { outputs: { loss } }));
  const lossAt = async (outward: number, pitch: number) => {
    const data = new Float32Array(ANSWER_COUNT);
    data[ANSWERS.outward] = outward;
    data[ANSWERS.pitch] = pitch;
    const found = await session.run({
      answers: { shape: [1, ANSWER_COUNT, 1, 1], data },
      low: { shape: bounds, data: low },
      high: { shape: bounds, data: high },
    });
    return found["loss"]?.[0] ?? Number.NaN;
  };
  expect(await lossAt(0.2, -2)).toBe(0);
  const [near, far] = [await lossAt(2, -2), await lossAt(3, -2)];
  expect(near).toBeGreaterThan(0);
  expect(far).toBeGreaterThan(near);
  expect(await lossAt(0, 0)).toBeGreaterThan(0);
  await session.dispose();
});

test("a class that does not exist is named with the file", async () => {
  const path = join(folder, "looks.json");
  const looks = [{ file: "a.webp", person: "a", sideways: "down" }];
  await writeFile(
    path,
    JSON.stringify({ schema: "vigil-gaze-looks", version: 1, about: "test", looks }),
  );
  await expect(readLooks(path)).rejects.toThrow(/looks\.json cannot be used.*sideways/s);
});

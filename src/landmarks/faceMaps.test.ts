import { expect, test } from "vitest";
import {
  coordinateFrame,
  fakeLandmarkNetwork,
  meanFaceAt,
} from "../../testing/fakeLandmarkNetwork.ts";
import type { Network } from "../network/network.ts";
import type { Tensor } from "../network/runtimeModule.ts";
import { readFaceMaps } from "./faceMaps.ts";
import { windowOfLandmarks } from "./faceWindow.ts";
import { decodeHeatmaps } from "./heatmap.ts";

const face = meanFaceAt({ x: 210, y: 180 }, 50, { degrees: 20, hidden: [8] });
const frame = coordinateFrame(400, 360);

test("the maps lie within their corners, positive where visible and negative where hidden", async () => {
  const { network } = fakeLandmarkNetwork([face]);
  const maps = await readFaceMaps(network, frame, windowOfLandmarks(face.landmarks));
  expect(maps.stacks).toHaveLength(1);
  const peaks = decodeHeatmaps(maps.stacks[0], 68);
  expect(peaks[30]?.value).toBeGreaterThan(0.9);
  expect(peaks[8]?.value).toBeLessThan(-0.9);
  const [from, right, , down] = maps.corners;
  for (const k of [8, 30, 36]) {
    const u = ((peaks[k]?.x ?? 0) + 0.5) / maps.size;
    const v = ((peaks[k]?.y ?? 0) + 0.5) / maps.size;
    const x = from.x + u * (right.x - from.x) + v * (down.x - from.x);
    const y = from.y + u * (right.y - from.y) + v * (down.y - from.y);
    expect(
      Math.hypot(x - (face.landmarks[k]?.x ?? 0), y - (face.landmarks[k]?.y ?? 0)),
    ).toBeLessThan(1);
  }
});

test("earlier stacks come first when the network outputs them", async () => {
  const dims = [1, 68, 64, 64];
  const filled = (value: number): Tensor => ({
    type: "float32",
    dims,
    data: new Float32Array(68 * 64 * 64).fill(value),
  });
  const network: Pick<Network, "run"> = {
    run: async () => ({
      heatmaps: filled(3),
      heatmaps_stack2: filled(2),
      heatmaps_stack1: filled(1),
    }),
  };
  const { stacks } = await readFaceMaps(network, frame, windowOfLandmarks(face.landmarks));
  expect(stacks.map(([first]) => first)).toEqual([1, 2, 3]);
});

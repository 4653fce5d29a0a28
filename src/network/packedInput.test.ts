// Networks run without their first steps on packed pixels: the same numbers, and every other file as it is.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelsFolder } from "../../node/modelsFolder.ts";
import { runtime } from "../../node/runtime.ts";
import { createGraph, encodeModel, input, relu, toFloat } from "../../training/graph/index.ts";
import type { Frame } from "../image/frame.ts";
import { windowsInput } from "../landmarks/windowsInput.ts";
import { writtenTensor } from "./inPlace.ts";
import { loadNetwork } from "./network.ts";
import { withPackedInput } from "./packedInput.ts";

/** Reaches beyond the frame, on pixels of their own and on reduced ones. */
const WINDOWS = [0.7, 0.3].map((scale) => ({ a: scale, b: 0.1, c: 30, d: -0.1, e: scale, f: -9 }));

test.each(["landmarks", "landmarks-nano"])(
  "%s gives the same maps of windows that are written packed",
  async (stem) => {
    const bytes = await readFile(join(modelsFolder(), `${stem}.onnx`));
    const data = new Uint8Array(300 * 200 * 4).map((_, at) => (at * 7919) % 256);
    const frame: Frame = { width: 300, height: 200, channels: 4, data };
    const packed = withPackedInput(bytes, "image");
    expect(packed.packing).toEqual({ block: 2, scale: 1 / 64, shift: -2 });
    const [plain, own] = await Promise.all(
      [{ model: bytes }, packed].map(async ({ model, ...rest }) => {
        const network = await loadNetwork(model, { runtime, threads: 1, ...rest });
        const image = writtenTensor(windowsInput(network, frame, WINDOWS));
        const { heatmaps } = await network.run({ image });
        await network.dispose();
        return { image, heatmaps };
      }),
    );
    expect(plain.image.dims).toEqual([2, 256, 256, 3]);
    expect(own.image.dims).toEqual([2, 12, 128, 128]);
    expect(own.heatmaps.dims).toEqual(plain.heatmaps.dims);
    // A comparison by the test runner takes seconds for so many numbers.
    const others = plain.heatmaps.data;
    expect(own.heatmaps.data.findIndex((value, at) => value !== others[at])).toBe(-1);
  },
);

test("a network with other first steps, and bytes that are none, stay as they are", () => {
  const graph = createGraph();
  const image = input(graph, "image", [2, 4, 4, 3], "uint8");
  const plain = encodeModel(graph, { outputs: { y: relu(toFloat(image)) } });
  for (const bytes of [plain, plain.subarray(0, 20), new Uint8Array(0), new Uint8Array(9)]) {
    expect(withPackedInput(bytes, "image")).toEqual({ model: bytes });
  }
});

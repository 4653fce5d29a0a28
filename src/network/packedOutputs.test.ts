// Networks run without their last DepthToSpace: the same numbers, and every other file as it is.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelsFolder } from "../../node/modelsFolder.ts";
import { runtime } from "../../node/runtime.ts";
import {
  add,
  createGraph,
  depthToSpace,
  encodeModel,
  input,
  relu,
} from "../../training/graph/index.ts";
import { heatmapOutput, unpackMaps } from "../landmarks/mapLayout.ts";
import { loadNetwork } from "./network.ts";
import { withPackedOutputs } from "./packedOutputs.ts";

test.each(["landmarks", "landmarks-nano"])(
  "%s gives the same maps of every stack",
  async (stem) => {
    const bytes = await readFile(join(modelsFolder(), `${stem}.onnx`));
    const data = new Uint8Array(256 * 256 * 3).map((_, at) => (at * 7919) % 256);
    const feeds = { image: { type: "uint8", dims: [1, 256, 256, 3], data } } as const;
    const [plain, packed] = await Promise.all(
      [bytes, withPackedOutputs(bytes)].map(async (model) => {
        const network = await loadNetwork(model, { runtime, threads: 1 });
        const outputs = await network.run(feeds);
        await network.dispose();
        return outputs;
      }),
    );
    expect(packed["heatmaps"].dims).toEqual([1, 4 * 68, 32, 32]);
    for (const name of Object.keys(plain)) {
      const output = heatmapOutput(packed, name, 1, 64);
      expect(unpackMaps(output.data, output.layout)).toEqual(plain[name].data);
    }
  },
);

test("a network that needs the unpacked values elsewhere, another network and other bytes stay as they are", () => {
  const graph = createGraph();
  const unpacked = depthToSpace(input(graph, "x", [1, 8, 2, 2]), 2);
  const both = encodeModel(graph, { outputs: { unpacked, more: add(unpacked, relu(unpacked)) } });
  const other = createGraph();
  const plain = encodeModel(other, { outputs: { y: relu(input(other, "x", [3])) } });
  for (const bytes of [both, plain, plain.subarray(0, 20), new Uint8Array(0), new Uint8Array(9)]) {
    expect(withPackedOutputs(bytes)).toBe(bytes);
  }
});

// The real head model for tests, where it is available.

import { existsSync, readFileSync } from "node:fs";
import { type HeadModel, parseHeadModel } from "../training/synthetic/scene/headModel.ts";

/** The folder of assets beside the repository. */
export const TEST_ASSETS = "../shared/data";
export const hasHead: boolean = existsSync(`${TEST_ASSETS}/ict/model.json`);

/** Reads the head model from the folder of assets. */
export function readTestHead(): HeadModel {
  const read = (name: string) => readFileSync(`${TEST_ASSETS}/ict/${name}`);
  const bytes = read("model.bin");
  return parseHeadModel(
    read("model.json").toString(),
    read("vertex_indices.json").toString(),
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
}

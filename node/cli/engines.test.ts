// Which networks the inputs of one command get.

import { expect, test } from "vitest";
import type { LandmarkNetworkChoice } from "../../src/landmarkNetworks.ts";
import type { EngineLoader, NetworkChoice } from "./engine.ts";
import { openEngines } from "./engines.ts";
import { UsageError } from "./errors.ts";

/** A loader that notes what it is asked for, and what was disposed of. */
function recorder(missing?: string) {
  const asked: NetworkChoice[] = [];
  const disposed: (string | undefined)[] = [];
  const load: EngineLoader = async (choice) => {
    asked.push(choice);
    if (choice.use === missing) throw new Error("There is no landmarks-nano.onnx.");
    return {
      cards: { use: choice.use } as never,
      analyze: () => Promise.reject(new Error("not analysed here")),
      dispose: async () => void disposed.push(choice.use),
    };
  };
  return { asked, disposed, load };
}

const open = (load: EngineLoader, network: LandmarkNetworkChoice | undefined) =>
  openEngines(load, { network }, ["image", "video"]);

test("images and videos get networks of their own unless one is named, which then serves both", async () => {
  const { load, asked, disposed } = recorder();
  const engines = await open(load, "auto");
  expect(asked.map(({ network, use }) => [network, use])).toEqual([
    ["auto", "images"],
    ["auto", "video"],
  ]);
  expect(engines.forKind("image")).not.toBe(engines.forKind("video"));
  await engines.dispose();
  expect(disposed).toEqual(["images", "video"]);
  for (const network of ["small", "nano"] as const) {
    const one = await open(load, network);
    expect(one.forKind("image")).toBe(one.forKind("video"));
  }
  const unnamed = await open(load, undefined);
  expect(unnamed.forKind("image")).not.toBe(unnamed.forKind("video"));
  expect(asked).toHaveLength(6);
});

test("when a network for one kind of input is missing, nothing stays open", async () => {
  const { load, disposed } = recorder("video");
  await expect(open(load, "auto")).rejects.toThrow(UsageError);
  expect(disposed).toEqual(["images"]);
});

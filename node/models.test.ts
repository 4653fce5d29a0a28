import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openModel } from "../src/modelFile.ts";
import { loadNetwork } from "../src/network/network.ts";
import { LANDMARKS_CARD } from "../testing/cards.ts";
import { readImageFile } from "./images.ts";
import { loadVigil, readModel } from "./models.ts";
import { modelsFolder, modelsPath } from "./modelsFolder.ts";
import { runtime } from "./runtime.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "vigil-models-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the package's models/ folder is found", () => {
  expect(modelsFolder()).toMatch(/models$/);
});

test("a set of weights is named, or a folder is given by its path", () => {
  expect(modelsPath()).toBe(modelsFolder());
  expect(modelsPath("research")).toBe(modelsFolder());
  expect(modelsPath("open")).toBe(join(modelsFolder(), "open"));
  expect(modelsPath("./open")).toBe("./open");
  expect(modelsPath(new URL("file:///mine"))).toBe("/mine");
  // No set, but a property of every object.
  expect(modelsPath("constructor")).toBe("constructor");
});

test("what the set open does not have is named, with what it has", async () => {
  await expect(readModel("open", "no-such")).rejects.toThrow(
    /The set "open" has no no-such\.onnx, it has .*research.*open-weights/s,
  );
});

test("a model is read with its card", async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, "landmarks.onnx"), Uint8Array.of(1, 2, 3));
    await writeFile(join(folder, "landmarks.json"), JSON.stringify(LANDMARKS_CARD));
    const { bytes, card } = await readModel(folder, "landmarks");
    expect(Array.from(bytes)).toEqual([1, 2, 3]);
    expect(card).toEqual(LANDMARKS_CARD);
  });
});

test("the errors of missing and damaged files name the file", async () => {
  await inFolder(async (folder) => {
    await expect(loadVigil({ models: folder })).rejects.toThrow(/There is no .*detector\.onnx/);
    await writeFile(join(folder, "landmarks.onnx"), Uint8Array.of(1, 2, 3));
    await writeFile(join(folder, "landmarks.json"), '{"format": 1,');
    await expect(readModel(folder, "landmarks")).rejects.toThrow(/landmarks\.json is not JSON/);
  });
});

/** A folder with the shipped models, of which some files are replaced by other shipped ones or removed. */
async function withModels(
  changes: Readonly<Record<string, string | null>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    for (const name of await readdir(modelsFolder())) {
      if (name === "open") continue;
      const from = changes[name] === undefined ? name : changes[name];
      if (from !== null) await copyFile(join(modelsFolder(), from), join(folder, name));
    }
    await use(folder);
  });
}

test("a missing eye-state network is an error that says how to do without it; without it `closed` is absent", async () => {
  await withModels({ "eyes.onnx": null, "eyes.json": null }, async (folder) => {
    await expect(loadVigil({ models: folder })).rejects.toThrow(
      /There is no .*eyes\.onnx\. .*`eyes: false`/,
    );
    const vigil = await loadVigil({ models: folder, eyes: false });
    expect(vigil.cards.eyes).toBeUndefined();
    const { faces } = await vigil.analyze(await readImageFile("samples/driver-mask.jpg"));
    expect(faces[0]?.eyes.left).not.toHaveProperty("closed");
    await vigil.dispose();
  });
});

test("a missing gaze network is an error that says how to do without it, also when its card is missing too", async () => {
  for (const missing of [["gaze.onnx", "gaze.json"], ["gaze.onnx"], ["gaze.json"]]) {
    const changes = Object.fromEntries(missing.map((name) => [name, null]));
    await withModels(changes, async (folder) => {
      await expect(loadVigil({ models: folder })).rejects.toThrow(
        /There is no .*gaze\.(onnx|json)\. .*`gaze: false` \(in commands --no-gaze\)/,
      );
      const vigil = await loadVigil({ models: folder, gaze: false });
      expect(Object.keys(vigil.cards).toSorted()).toEqual([
        "detector",
        "eyes",
        "gaze",
        "landmarks",
      ]);
      expect(vigil.cards.gaze).toBeUndefined();
      await vigil.dispose();
    });
  }
});

test("a network that its card does not describe is refused with file, cause and remedy", async () => {
  const swapped: [string, string, RegExp][] = [
    ["eyes.onnx", "landmarks.onnx", /eyes\.onnx is not the file .*another network/],
    ["detector.onnx", "eyes.onnx", /detector\.onnx is not the file .*another network/],
    ["landmarks.json", "eyes.json", /card of .*landmarks\.onnx cannot be used/],
    ["eyes.onnx", "eyes.json", /eyes\.onnx .*text file/],
  ];
  for (const [name, by, message] of swapped) {
    await withModels({ [name]: by }, (folder) =>
      expect(loadVigil({ models: folder })).rejects.toThrow(message),
    );
  }
  // The same network with other weights: only the hash tells.
  await withModels({}, async (folder) => {
    const path = join(folder, "eyes.onnx");
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(path, bytes);
    await expect(loadVigil({ models: folder })).rejects.toThrow(
      /eyes\.onnx is not the file that its card describes, vigil-eyes .*SHA-256.*same release/s,
    );
  });
});

test("where a card names no SHA-256, the network's inputs and outputs tell that it is another one", async () => {
  await withModels({ "eyes.onnx": "landmarks.onnx" }, async (folder) => {
    const card = JSON.parse(await readFile(join(folder, "eyes.json"), "utf8"));
    await writeFile(join(folder, "eyes.json"), JSON.stringify({ ...card, sha256: undefined }));
    await expect(loadVigil({ models: folder })).rejects.toThrow(
      /eyes\.onnx is a network for another task/,
    );
  });
});

test("a file that is not the card's never reaches the runtime", async () => {
  const eyes = await readModel(modelsFolder(), "eyes");
  const create = () => Promise.reject(new Error("it was opened"));
  const never = { ...runtime, InferenceSession: { create } };
  const half = { ...eyes, bytes: eyes.bytes.subarray(0, eyes.bytes.length >> 1) };
  await expect(openModel(half, "eyes", { runtime: never })).rejects.toThrow(
    /eyes\.onnx is not the file .* incomplete download/,
  );
  await expect(openModel(eyes, "eyes", { runtime: never })).rejects.toThrow(/it was opened/);
});

test("the shipped landmark network outputs the maps of every stack on request", async () => {
  const { bytes } = await readModel(modelsFolder(), "landmarks");
  const network = await loadNetwork(bytes, { runtime });
  const data = new Uint8Array(256 * 256 * 3).map((_, i) => (i * 7919) % 256);
  const image = { type: "uint8", dims: [1, 256, 256, 3], data } as const;
  const maps = await network.run({ image });
  expect(Object.keys(maps).sort()).toEqual(["heatmaps", "heatmaps_stack1"]);
  expect(maps["heatmaps_stack1"]?.dims).toEqual([1, 68, 64, 64]);
  expect(maps["heatmaps_stack1"]?.data).not.toEqual(maps["heatmaps"]?.data);
  await network.dispose();
});

test("unless one is named, images get the most exact landmark network and videos the fastest one", async () => {
  for (const [network, use, name] of [
    [undefined, undefined, "vigil-landmarks"],
    [undefined, "video", "vigil-landmarks-nano"],
    ["auto", "images", "vigil-landmarks"],
    ["auto", "video", "vigil-landmarks-nano"],
    ["small", "video", "vigil-landmarks"],
  ] as const) {
    const vigil = await loadVigil({ network, use, eyes: false });
    expect(vigil.cards.landmarks.name).toBe(name);
    await vigil.dispose();
  }
});

test("a landmark network is chosen by name; one whose files are missing is an error that names the file", async () => {
  const nano = { "landmarks-nano.onnx": null, "landmarks-nano.json": null };
  await withModels(nano, async (folder) => {
    await expect(loadVigil({ models: folder, network: "nano" })).rejects.toThrow(
      /There is no .*landmarks-nano\.onnx/,
    );
    await copyFile(join(folder, "landmarks.onnx"), join(folder, "landmarks-nano.onnx"));
    const card = JSON.parse(await readFile(join(folder, "landmarks.json"), "utf8"));
    const renamed = JSON.stringify({ ...card, name: "another member" });
    await writeFile(join(folder, "landmarks-nano.json"), renamed);
    const vigil = await loadVigil({ models: folder, network: "nano" });
    expect(vigil.cards.landmarks.name).toBe("another member");
    await vigil.dispose();
  });
});

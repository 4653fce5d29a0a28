// Compares the speed of Vigil with that of its peers on this machine: `npm run bench:peers -- --json peers.json`.
//
// In one Chromium and one Node every library gets the same frames, in turns, so that a slower minute of the machine
// slows all of them. Ratios travel to other machines, times do not. The peers are no dependencies of Vigil. To compare
// with them, install them in a folder of your own and name it:
//
//     npm install --prefix PEERS @vladmandic/human @vladmandic/face-api @mediapipe/tasks-vision \
//       @mediapipe/face_mesh @tensorflow/tfjs @tensorflow/tfjs-backend-wasm
//     npm run bench:peers -- --peers PEERS --task face_landmarker.task --json peers.json
//
// MediaPipe's Face Landmarker needs its model file, face_landmarker.task, which Google offers in its documentation of
// MediaPipe. Without it, or without a package, that peer is left out.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { atLeastOne } from "../node/cli/arguments.ts";
import { modelsFolder } from "../node/modelsFolder.ts";
import { LANDMARK_NETWORKS, type LandmarkNetworkName } from "../src/landmarkNetworks.ts";
import { writeMeasurement } from "../training/cli/measurement.ts";
import { openBrowserPeers } from "./peers/inBrowser.ts";
import { faceApiPeer, packageVersionIn, vigilPeer } from "./peers/inNode.ts";
import { writeInputs } from "./peers/inputs.ts";
import { type Peer, timePeers } from "./peers/timings.ts";

interface Options {
  readonly peers?: string;
  readonly task?: string;
  readonly images: string;
  readonly rounds: number;
  readonly frames: number;
  readonly browser: boolean;
  readonly json?: string;
}

/** Packages whose versions are in the record. */
const PACKAGES = [
  "@mediapipe/tasks-vision",
  "@mediapipe/face_mesh",
  "@vladmandic/human",
  "@vladmandic/face-api",
];

const SAMPLES = join(modelsFolder(), "../samples");

const command = new Command("bench:peers")
  .description("Times Vigil and its peers on the same frames, in turns.")
  .option("--peers <dir>", "folder in which the peers are installed (default: Vigil alone)")
  .option("--task <file>", "MediaPipe's face_landmarker.task")
  .option("--images <dir>", "folder of images with faces", SAMPLES)
  .option("--rounds <count>", "turns of each library", atLeastOne, 3)
  .option("--frames <count>", "frames of the sample clip", atLeastOne, 60)
  .option("--no-browser", "in Node only")
  .option("--json <file>", "write a record of the figures, the machine and the networks here");

const options = command.parse().opts<Options>();
const folder = await mkdtemp(join(tmpdir(), "vigil-peers-"));
try {
  await main(options, folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function main({ peers, task, images, ...rest }: Options, served: string): Promise<void> {
  const { rounds, frames, browser, json } = rest;
  const packages = join(peers ?? served, "node_modules");
  const installed = (name: string): boolean => existsSync(join(packages, name));
  const inputs = join(served, "inputs");
  const sets = await writeInputs(inputs, join(SAMPLES, "driver-clip.webm"), frames, images);
  const networks = (Object.keys(LANDMARK_NETWORKS) as LandmarkNetworkName[]).filter((name) =>
    existsSync(join(modelsFolder(), `${LANDMARK_NETWORKS[name]}.onnx`)),
  );
  const figures: Record<string, unknown> = { rounds };
  if (browser) {
    const opened = await openBrowserPeers({ folder: served, packages, task, networks, installed });
    figures["chromium"] = await timePeers(opened.peers, sets, rounds);
    await opened.close();
  }
  const inNode: Peer[] = [];
  for (const network of networks) {
    for (const threads of [1, 2]) inNode.push(await vigilPeer(inputs, network, threads));
  }
  if (installed("@vladmandic/face-api")) inNode.push(await faceApiPeer(inputs, packages));
  figures["node"] = await timePeers(inNode, sets, rounds);
  figures["packages"] = Object.fromEntries(
    await Promise.all(
      PACKAGES.map(async (name) => [name, (await packageVersionIn(packages, name)) ?? null]),
    ),
  );
  print(figures);
  const landmarks = networks.map((name) => LANDMARK_NETWORKS[name]);
  await writeMeasurement(
    {
      program: "npm run bench:peers --",
      measurement: "peers",
      data: images === SAMPLES ? "samples" : images,
      count: sets.reduce((sum, { files }) => sum + files.length, 0),
      networks: ["detector", ...landmarks, "eyes"],
      figures,
    },
    { json },
  );
}

function print({ chromium, node }: Record<string, unknown>): void {
  for (const [where, sets] of Object.entries({ chromium, node })) {
    for (const [set, peers] of Object.entries(sets ?? {})) {
      console.log(`${where}, ${set}`);
      console.table(peers);
    }
  }
}

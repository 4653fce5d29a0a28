// Vigil and its peers in this process. MediaPipe has no build for Node.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readImageFile } from "../../node/images.ts";
import { loadVigil } from "../../node/models.ts";
import { createDriverSession } from "../../src/driverSession.ts";
import type { Frame } from "../../src/image/frame.ts";
import type { LandmarkNetworkName } from "../../src/landmarkNetworks.ts";
import type { Peer } from "./timings.ts";

/** Analyses a frame and returns the number of faces. */
type Run = (frame: Frame, seconds: number, video: boolean) => Promise<number>;

/** A peer that gets the decoded files of a folder. */
function peerOf(name: string, folder: string, run: Run): Peer {
  let seconds = 0;
  return {
    name,
    async run({ kind, files }) {
      const milliseconds: number[] = [];
      let found = 0;
      for (const file of files) {
        const frame = await readImageFile(join(folder, file));
        seconds += 1 / 12;
        const started = performance.now();
        if ((await run(frame, seconds, kind === "video")) > 0) found++;
        milliseconds.push(performance.now() - started);
      }
      seconds += 100;
      return { milliseconds, found };
    },
  };
}

/** Vigil with one of its landmark networks. */
export async function vigilPeer(
  folder: string,
  network: LandmarkNetworkName,
  threads: number,
): Promise<Peer> {
  const vigil = await loadVigil({ network, threads });
  const session = createDriverSession(vigil);
  const name = `Vigil, ${network}, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  return peerOf(name, folder, async (frame, seconds, video) =>
    video
      ? (await session.next(frame, seconds)).frame.faces.length
      : (await vigil.analyze(frame)).faces.length,
  );
}

/** The part of TensorFlow.js that is used here. */
interface TensorFlow {
  tensor3d(data: Uint8Array, shape: readonly number[], type: "int32"): { dispose(): void };
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
}

/** The part of face-api that is used here. */
interface FaceApi {
  readonly tf: TensorFlow;
  readonly nets: Readonly<
    Record<
      "tinyFaceDetector" | "faceLandmark68Net",
      { loadFromDisk(folder: string): Promise<void> }
    >
  >;
  readonly TinyFaceDetectorOptions: new (options: object) => object;
  detectAllFaces(
    input: object,
    options: object,
  ): { withFaceLandmarks(): Promise<readonly unknown[]> };
}

/** face-api with its WebAssembly backend. @throws {Error} when its packages are not installed. */
export async function faceApiPeer(folder: string, packages: string): Promise<Peer> {
  const load = createRequire(pathToFileURL(join(resolve(packages), "peers.js")));
  const wasm: { setWasmPaths(folder: string): void } = load("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${join(resolve(packages), "@tensorflow/tfjs-backend-wasm/dist")}/`);
  const api: FaceApi = load("@vladmandic/face-api/dist/face-api.node-wasm.js");
  await api.tf.setBackend("wasm");
  await api.tf.ready();
  const models = join(resolve(packages), "@vladmandic/face-api/model");
  await api.nets.tinyFaceDetector.loadFromDisk(models);
  await api.nets.faceLandmark68Net.loadFromDisk(models);
  const options = new api.TinyFaceDetectorOptions({ inputSize: 416, scoreThreshold: 0.3 });
  return peerOf("face-api, tiny detector", folder, async (frame) => {
    const image = api.tf.tensor3d(rgbOf(frame), [frame.height, frame.width, 3], "int32");
    const faces = await api.detectAllFaces(image, options).withFaceLandmarks();
    image.dispose();
    return faces.length;
  });
}

function rgbOf({ channels, data }: Frame): Uint8Array {
  if (channels !== 3) throw new Error("JPEG files are decoded to RGB.");
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

/** The version of an installed package; undefined where it is not installed. */
export async function packageVersionIn(
  packages: string,
  name: string,
): Promise<string | undefined> {
  const file = join(resolve(packages), name, "package.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : String(JSON.parse(text).version);
}

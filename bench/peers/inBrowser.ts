// Vigil and its peers in one headless Chromium, one tab each.

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { launchChromium } from "../../testing/chromium.ts";
import { serveFolder } from "../../web/tests/server.ts";
import { HEIGHT, type InputSet, WIDTH } from "./inputs.ts";
import type { Peer, PeerRun } from "./timings.ts";

/**
 * How a peer starts, as script of its page: sets `run(canvas, seconds, video)`, which returns the number of faces. All
 * look for one face in WebAssembly on the processor; parts that Vigil has no counterpart of are off.
 */
interface Start {
  readonly name: string;
  /** The package that must be installed; none for Vigil. */
  readonly needs?: string;
  readonly script: string;
}

const vigil = (network: string, threads: number): Start => ({
  name: `Vigil, ${network}, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
  script: `
    const { loadVigil, createDriverSession } = await import("/vigil/vigil.mjs");
    const folders = { models: "/vigil/models/", runtime: "/vigil/runtime/" };
    const vigil = await loadVigil({ ...folders, network: "${network}", threads: ${threads} });
    let session;
    run = async (canvas, seconds, video) => {
      const frame = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      if (!video) return (await vigil.analyze(frame)).faces.length;
      session ??= createDriverSession(vigil);
      return (await session.next(frame, seconds)).frame.faces.length;
    };`,
});

const mediaPipe = (blendshapes: boolean): Start => ({
  name: `MediaPipe Face Landmarker${blendshapes ? ", blendshapes" : ""}`,
  needs: "@mediapipe/tasks-vision",
  script: `
    const { FaceLandmarker, FilesetResolver } = await import("/nm/@mediapipe/tasks-vision/vision_bundle.mjs");
    const files = await FilesetResolver.forVisionTasks("/nm/@mediapipe/tasks-vision/wasm");
    const open = (runningMode) => FaceLandmarker.createFromOptions(files, {
      baseOptions: { modelAssetPath: "/face_landmarker.task", delegate: "CPU" },
      runningMode, numFaces: 1, outputFaceBlendshapes: ${blendshapes},
      outputFacialTransformationMatrixes: ${blendshapes},
    });
    const [videos, images] = [await open("VIDEO"), await open("IMAGE")];
    run = (canvas, seconds, video) =>
      (video ? videos.detectForVideo(canvas, 1000 * seconds) : images.detect(canvas)).faceLandmarks.length;`,
});

/**
 * The forerunner of the Face Landmarker, whose package holds its models: 468 landmarks, with `refine` 478 and closer eyes
 * and lips. It prepares images in WebGL, which a headless Chromium emulates on the processor.
 */
const faceMesh = (refine: boolean): Start => ({
  name: `MediaPipe Face Mesh${refine ? ", refined" : ""}`,
  needs: "@mediapipe/face_mesh",
  script: `
    const source = document.createElement("script");
    source.src = "/nm/@mediapipe/face_mesh/face_mesh.js";
    document.head.append(source);
    await new Promise((resolve, reject) => Object.assign(source, { onload: resolve, onerror: reject }));
    const mesh = new FaceMesh({ locateFile: (file) => "/nm/@mediapipe/face_mesh/" + file });
    mesh.setOptions({ maxNumFaces: 1, refineLandmarks: ${refine}, useCpuInference: true });
    let found = 0;
    mesh.onResults((results) => {
      found = results.multiFaceLandmarks?.length ?? 0;
    });
    await mesh.initialize();
    run = async (canvas, seconds, video) => {
      // Forgets the face before, so that the detector runs.
      if (!video) mesh.reset();
      found = 0;
      await mesh.send({ image: canvas });
      return found;
    };`,
});

const HUMAN: Start = {
  name: "human, face mesh",
  needs: "@vladmandic/human",
  script: `
    const { default: Human } = await import("/nm/@vladmandic/human/dist/human.esm.js");
    const off = { enabled: false };
    const human = new Human({
      backend: "wasm", wasmPath: "/nm/@tensorflow/tfjs-backend-wasm/dist/",
      modelBasePath: "/nm/@vladmandic/human/models/", cacheSensitivity: 0, filter: off,
      face: { enabled: true, detector: { rotation: false, maxDetected: 1 }, mesh: { enabled: true },
        iris: off, emotion: off, description: off },
      body: off, hand: off, gesture: off, object: off,
    });
    await human.load();
    await human.warmup();
    run = async (canvas) => (await human.detect(canvas)).face.length;`,
};

const FACE_API: Start = {
  name: "face-api, tiny detector",
  needs: "@vladmandic/face-api",
  script: `
    const api = await import("/nm/@vladmandic/face-api/dist/face-api.esm.js");
    api.tf.setWasmPaths("/nm/@tensorflow/tfjs-backend-wasm/dist/");
    await api.tf.setBackend("wasm");
    await api.tf.ready();
    await api.nets.tinyFaceDetector.loadFromUri("/nm/@vladmandic/face-api/model/");
    await api.nets.faceLandmark68Net.loadFromUri("/nm/@vladmandic/face-api/model/");
    const options = new api.TinyFaceDetectorOptions({ inputSize: 416, scoreThreshold: 0.3 });
    run = async (canvas) => (await api.detectAllFaces(canvas, options).withFaceLandmarks()).length;`,
};

/** A page that starts one peer and times it. Decoding and drawing on the canvas are not counted; reading its pixels is. */
const pageOf = ({
  script,
}: Start): string => `<!doctype html><meta charset="utf-8"><script type="module">
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [${WIDTH}, ${HEIGHT}];
const context = canvas.getContext("2d", { willReadFrequently: true });
let run;
let seconds = 0;
window.start = async () => {${script}
};
window.time = async (files, video) => {
  const milliseconds = [];
  let found = 0;
  for (const file of files) {
    context.drawImage(await createImageBitmap(await (await fetch("/inputs/" + file)).blob()), 0, 0);
    seconds += 1 / 12;
    const started = performance.now();
    if ((await run(canvas, seconds, video)) > 0) found++;
    milliseconds.push(performance.now() - started);
  }
  seconds += 100;
  return { milliseconds, found };
};
</script>`;

export interface BrowserPeersOptions {
  /** A folder that is served, with the inputs in inputs/. */
  readonly folder: string;
  /** The folder of the installed peers' node_modules. */
  readonly packages: string;
  /** MediaPipe's face_landmarker.task. */
  readonly task: string | undefined;
  /** Names of Vigil's landmark networks to measure. */
  readonly networks: readonly string[];
  /** Whether a package is installed. */
  readonly installed: (name: string) => boolean;
}

/** The longest time for the start of a peer, milliseconds. */
const LONGEST = 300_000;

/** Opens all peers that are there. Those that fail to start are reported and left out. */
export async function openBrowserPeers(
  options: BrowserPeersOptions,
): Promise<{ readonly peers: Peer[]; readonly close: () => Promise<void> }> {
  const { folder, packages, task, networks, installed } = options;
  await mkdir(join(folder, "peers"), { recursive: true });
  await symlink(resolve("dist/embed"), join(folder, "vigil"));
  await symlink(resolve(packages), join(folder, "nm"));
  if (task !== undefined) await symlink(resolve(task), join(folder, "face_landmarker.task"));
  const starts = [
    ...networks.flatMap((network) => [vigil(network, 1), vigil(network, 2)]),
    ...(task === undefined ? [] : [mediaPipe(false), mediaPipe(true)]),
    faceMesh(false),
    faceMesh(true),
    HUMAN,
    FACE_API,
  ].filter(({ needs }) => needs === undefined || installed(needs));
  const server = await serveFolder(folder, true);
  const browser = await launchChromium(["--enable-unsafe-swiftshader"]);
  const peers: Peer[] = [];
  for (const [k, start] of starts.entries()) {
    await writeFile(join(folder, `peers/${k}.html`), pageOf(start));
    const page = await browser.newPage();
    page.setDefaultTimeout(LONGEST);
    try {
      await page.goto(`${server.address}peers/${k}.html`);
      await page.waitForFunction("window.start");
      await page.evaluate("window.start()");
      peers.push({ name: start.name, run: (set) => turnOf(page, set) });
    } catch (cause) {
      console.error(`${start.name} does not start: ${String(cause).split("\n")[0]}`);
    }
  }
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  return { peers, close };
}

async function turnOf(page: Page, { kind, files }: InputSet): Promise<PeerRun> {
  await page.bringToFront();
  return page.evaluate<PeerRun>(`window.time(${JSON.stringify(files)}, ${kind === "video"})`);
}

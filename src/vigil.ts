// The road on one page: a frame in; faces with landmarks, visibility, head pose, eyes and mouth out.

import { type Candidate, dropRepeats, isFace, isNew } from "./candidates.ts";
import { detectFaces } from "./detect/detectFaces.ts";
import { eyeState } from "./eyes/eyeState.ts";
import { type EyePrediction, predictEyes } from "./eyes/predictEyes.ts";
import { checkFrame, type Frame } from "./image/frame.ts";
import type { Box, Point } from "./image/geometry.ts";
import { type FaceMaps, readFaceMaps } from "./landmarks/faceMaps.ts";
import { faceScore } from "./landmarks/faceScore.ts";
import {
  type FaceWindow,
  refineBox,
  windowOfBox,
  windowOfLandmarks,
} from "./landmarks/faceWindow.ts";
import { localizeFaces } from "./landmarks/localize.ts";
import { LANDMARK_COUNT } from "./landmarks/scheme68.ts";
import { visibilityOf } from "./landmarks/visibility.ts";
import { measureFace } from "./measures/measureFace.ts";
import {
  type DetectionCard,
  type EyesCard,
  type LandmarksCard,
  parseDetectionCard,
  parseEyesCard,
  parseLandmarksCard,
} from "./modelCard.ts";
import { loadNetwork, type Network, type RuntimeModule } from "./network/network.ts";
import { assumeIntrinsics, type CameraIntrinsics } from "./pose/camera.ts";
import type { Analysis, Detection, EyeOpenness, Face, Landmark } from "./result.ts";

/** A network's file and the card that goes with it. */
export interface ModelFile {
  /** The `.onnx` file. */
  readonly bytes: Uint8Array;
  /** Its `.json`, parsed; checked on loading. */
  readonly card: unknown;
  /** What to call it in error messages, such as a path. */
  readonly name?: string;
}

export interface VigilOptions {
  readonly detector: ModelFile;
  readonly landmarks: ModelFile;
  /** Tells closed eyes from open ones; without it `closed` is absent from every eye. */
  readonly eyes?: ModelFile;
  /** `onnxruntime-node` or `onnxruntime-web`, as imported with `import * as runtime`. */
  readonly runtime: RuntimeModule;
  /** Default "cpu", which in a browser is WebAssembly. */
  readonly backend?: "cpu" | "wasm" | "webgpu";
  /** Threads for one operation, Node only. Default: one a core. */
  readonly threads?: number;
}

export interface AnalyzeOptions {
  /** At most so many faces, those with the highest scores. Default: all. */
  readonly maxFaces?: number;
  /**
   * Faces with a lower refined score are dropped; 0 keeps every box. Default: the model card's threshold, and for faces
   * that the detector found anew what the card makes of its score and the refined one together.
   */
  readonly minScore?: number;
  /** See `LocalizeOptions`. Default true. */
  readonly secondPass?: boolean;
  /** The camera, for head pose. Default: assumed from the frame's size (`assumeIntrinsics`). */
  readonly intrinsics?: CameraIntrinsics;
  /** Where faces are, in frame pixels, instead of asking the detector; with its score if there is one (or 1). */
  readonly boxes?: readonly (Box & { readonly score?: number })[];
  /**
   * Faces of the frame before: looked for first, once each, through windows laid on their landmarks. Boxes
   * that fall on them are not looked at again.
   */
  readonly known?: readonly KnownFace[];
}

/** What has to be remembered of a face to find it again in the next frame. */
export type KnownFace = Pick<Face, "box" | "detectorScore" | "landmarks">;

/** A loaded Vigil; see `Vigil.load`. */
export interface Vigil {
  /** The cards of the networks that were loaded. */
  readonly cards: {
    readonly detector: DetectionCard;
    readonly landmarks: LandmarksCard;
    readonly eyes?: EyesCard;
  };
  /**
   * Analyses one frame.
   *
   * @returns its faces from the highest score down, and the milliseconds of each stage.
   * @throws {RangeError} when the frame or an option is malformed.
   */
  analyze(frame: Frame, options?: AnalyzeOptions): Promise<Analysis>;
  /**
   * The heat maps of one face, for looking at.
   *
   * @param landmarks the face's 68, frame pixels: the window is laid on them.
   * @throws {RangeError} when the frame or the landmarks are malformed.
   */
  maps(frame: Frame, landmarks: readonly Point[]): Promise<FaceMaps>;
  /** Frees the networks; nothing can be analysed afterwards. */
  dispose(): Promise<void>;
}

/** Where the networks and their cards are held while Vigil is loaded. */
interface Loaded {
  readonly detector: Network;
  readonly landmarks: Network;
  readonly eyes?: Network;
  readonly cards: Vigil["cards"];
}

export const Vigil = {
  /**
   * Loads the networks, once for any number of frames.
   *
   * @throws {Error} when a file is not what it should be, saying which and why.
   */
  async load(options: VigilOptions): Promise<Vigil> {
    const cards = {
      detector: parseDetectionCard(options.detector.card),
      landmarks: parseLandmarksCard(options.landmarks.card),
      ...(options.eyes && { eyes: parseEyesCard(options.eyes.card) }),
    };
    const { runtime, backend = "cpu", threads } = options;
    const shared = { runtime, backend, ...(threads === undefined ? {} : { threads }) };
    const open = ({ bytes, name }: ModelFile, task: string): Promise<Network> =>
      loadNetwork(bytes, { ...shared, name: name ?? `The ${task} network` });
    const detector = await open(options.detector, "detection");
    const landmarks = await open(options.landmarks, "landmark");
    const eyes = options.eyes && { eyes: await open(options.eyes, "eye-state") };
    return vigilOf({ detector, landmarks, ...eyes, cards });
  },
};

/** A Vigil over networks that are loaded already. */
export function vigilOf(loaded: Loaded): Vigil {
  return {
    cards: loaded.cards,
    analyze: async (frame, options = {}) => analyze(loaded, checkFrame(frame), options),
    async maps(frame, landmarks) {
      if (landmarks.length !== LANDMARK_COUNT) {
        throw new RangeError(`A face has ${LANDMARK_COUNT} landmarks, not ${landmarks.length}.`);
      }
      return readFaceMaps(loaded.landmarks, checkFrame(frame), windowOfLandmarks(landmarks));
    },
    async dispose() {
      const { detector, landmarks, eyes } = loaded;
      await Promise.all([detector, landmarks, eyes].map((network) => network?.dispose()));
    },
  };
}

/** The road itself: detect → localise → score → pose → eyes and mouth → closed eyes. */
async function analyze(
  { detector, landmarks, eyes, cards }: Loaded,
  frame: Frame,
  options: AnalyzeOptions,
): Promise<Analysis> {
  const { width, height } = frame;
  const { maxFaces = Number.POSITIVE_INFINITY, minScore, known = [], secondPass = true } = options;
  const { faceScore: scoring, shape } = cards.landmarks.runtime;
  const threshold = minScore ?? scoring.threshold;
  const byDetector = options.boxes === undefined && minScore === undefined;
  const camera = options.intrinsics ?? assumeIntrinsics(width, height);
  const look = async (
    detections: readonly Detection[],
    windows: readonly FaceWindow[],
    twice: boolean,
  ): Promise<Candidate[]> => {
    const localized = await localizeFaces(landmarks, frame, windows, { secondPass: twice, shape });
    return localized.map((face, k) => ({
      ...face,
      detection: detections[k],
      score: faceScore(face.peaks, scoring),
    }));
  };

  const started = performance.now();
  const detections =
    options.boxes?.map(({ score = 1, ...box }): Detection => ({ box, score })) ??
    (await detectFaces(detector, frame, cards.detector.runtime));

  const detected = performance.now();
  const followed = await look(
    known.map(({ box, detectorScore }) => ({ box, score: detectorScore })),
    known.map((face) => windowOfLandmarks(face.landmarks)),
    false,
  );
  const fresh = detections.filter((detection) => isNew(detection, followed, threshold));
  const found = await look(
    fresh,
    fresh.map(({ box }) => windowOfBox(box)),
    secondPass,
  );
  const believed = (candidate: Candidate): boolean => candidate.score >= threshold;
  const kept = dropRepeats([
    ...followed.filter(believed),
    ...found.filter(byDetector ? detectedFace(cards.landmarks.runtime) : believed),
  ]).slice(0, maxFaces);

  const localizedAt = performance.now();
  const measured = kept.map((candidate) =>
    describe(candidate, frame, cards.landmarks.runtime, camera),
  );
  const faces = eyes && cards.eyes ? await withEyes(measured, frame, eyes, cards.eyes) : measured;
  return {
    width,
    height,
    faces,
    milliseconds: {
      detect: detected - started,
      landmarks: localizedAt - detected,
      measures: performance.now() - localizedAt,
    },
  };
}

/** Whether what the detector found is a face: its own score counts as well. */
function detectedFace(runtime: LandmarksCard["runtime"]): (candidate: Candidate) => boolean {
  return ({ score, detection }) => isFace({ score, detectorScore: detection.score }, runtime);
}

/** From landmarks and peaks to what they say: visibility, pose, eyes and mouth. */
function describe(
  { detection, score, landmarks, peaks }: Candidate,
  { width, height }: Frame,
  { occlusion, poseCorrection }: LandmarksCard["runtime"],
  camera: CameraIntrinsics,
): Face {
  const points = landmarks.map(({ x, y }, k): Landmark => {
    const inside = x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
    // What lies beyond the image's border is hidden, whatever the network thinks of it.
    return { x, y, ...(inside ? visibilityOf(peaks[k].value, occlusion) : UNSEEN) };
  });
  return {
    box: refineBox(detection.box, landmarks),
    score,
    detectorScore: detection.score,
    landmarks: points,
    ...measureFace(points, camera, poseCorrection),
  };
}

/** The same faces, each eye with whether it is closed. */
async function withEyes(
  faces: readonly Face[],
  frame: Frame,
  network: Network,
  { runtime }: EyesCard,
): Promise<Face[]> {
  const looks = await predictEyes(
    network,
    frame,
    faces.map(({ landmarks }) => landmarks),
    runtime,
  );
  const joined = (eye: EyeOpenness, look: EyePrediction | null | undefined): EyeOpenness => {
    const {
      valid,
      reason = "occluded",
      closedProbability,
    } = eyeState(eye, look ?? null, runtime.join);
    // Landmarks can be sure of an eye behind a dark lens. Where the network finds none to see, it is hidden.
    if (eye.valid && !valid) return { openness: null, valid, reason, closed: null };
    return { ...eye, closed: closedProbability };
  };
  return faces.map(({ eyes, ...face }, k) => {
    const left = joined(eyes.left, looks[k]?.left);
    return { ...face, eyes: { left, right: joined(eyes.right, looks[k]?.right) } };
  });
}

const UNSEEN = { occluded: true, probability: 0 };

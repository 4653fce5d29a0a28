// The pipeline on one page: a frame in; faces with landmarks, visibility, head pose, eyes and mouth out.

import * as z from "zod";
import { type Candidate, type FindFacesOptions, findFaces, findFacesFields } from "./candidates.ts";
import { detectFaces } from "./detect/detectFaces.ts";
import { detectTurned } from "./detect/detectTurned.ts";
import { addGaze } from "./eyes/eyeGaze.ts";
import { addEyeStates, besideLandmarks } from "./eyes/eyeState.ts";
import type { Frame, FrameInput } from "./image/frame.ts";
import { frameCopier } from "./image/frameCopier.ts";
import type { Box, Point } from "./image/geometry.ts";
import { type FaceMaps, readFaceMaps } from "./landmarks/faceMaps.ts";
import { refineBox, windowOfLandmarks } from "./landmarks/faceWindow.ts";
import { withHiders } from "./landmarks/hiddenBy.ts";
import { correctShape } from "./landmarks/shapeCorrection.ts";
import { withVisibility } from "./landmarks/visibility.ts";
import { measureFace } from "./measures/measureFace.ts";
import type { DetectionCard, EyesCard, GazeCard, LandmarksCard } from "./modelCard.ts";
import { type ModelFile, type ModelRole, openModel } from "./modelFile.ts";
import type { Network } from "./network/network.ts";
import type { RuntimeModule } from "./network/runtimeModule.ts";
import {
  bytesSchema,
  check,
  count,
  filledBox,
  landmarks68,
  mustBe,
  oneOf,
  optionsSchema,
  share,
  text,
} from "./options.ts";
import { assumeIntrinsics, type CameraIntrinsics, intrinsicsSchema } from "./pose/camera.ts";
import type { Analysis, Detection, Face } from "./result.ts";

export interface VigilOptions {
  readonly detector: ModelFile;
  readonly landmarks: ModelFile;
  /** The eye-state network. Without it `closed` is absent from every eye. */
  readonly eyes?: ModelFile;
  /** The gaze network. Without it `gaze` and `lids` are absent. */
  readonly gaze?: ModelFile;
  /** `onnxruntime-node` or `onnxruntime-web`, imported with `import * as runtime`. */
  readonly runtime: RuntimeModule;
  /** Default "cpu", which in a browser is WebAssembly. */
  readonly backend?: "cpu" | "wasm" | "webgpu";
  /** Threads for one operation, Node only. Default: one per core. */
  readonly threads?: number;
}

export interface AnalyzeOptions extends FindFacesOptions {
  /** The camera, for head pose. Default: assumed from the frame's size (`assumeIntrinsics`). */
  readonly intrinsics?: CameraIntrinsics;
  /** Face boxes in frame pixels that replace the detector; a missing score counts as 1. */
  readonly boxes?: readonly (Box & { readonly score?: number })[];
  /** An `AbortSignal`. Once it is aborted, the analysis ends after the current inference pass, and throws its reason. */
  readonly stop?: StopSignal;
}

/** The part of an `AbortSignal` that is needed. */
export interface StopSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** A loaded Vigil; see `Vigil.load`. */
export interface Vigil {
  /** The cards of the loaded networks. */
  readonly cards: {
    readonly detector: DetectionCard;
    readonly landmarks: LandmarksCard;
    readonly eyes?: EyesCard;
    readonly gaze?: GazeCard;
  };
  /**
   * Analyses one frame, or a browser's `ImageData`. Pixels and options are copied before this returns: they may be reused,
   * changed or transferred at once.
   *
   * @returns its faces in descending order of score, and the milliseconds of each stage.
   * @throws {RangeError} when the frame or an option is malformed.
   * @throws the reason of `stop` once that is aborted.
   */
  analyze(frame: FrameInput, options?: AnalyzeOptions): Promise<Analysis>;
  /**
   * The heat maps of one face, for display.
   *
   * @param landmarks the face's 68 landmarks in frame pixels; the window is placed around them.
   * @throws {RangeError} when the frame or the landmarks are malformed.
   */
  maps(frame: FrameInput, landmarks: readonly Point[]): Promise<FaceMaps>;
  /**
   * Frees the networks. An analysis that is running may end with an error; nothing can be analysed afterwards. Further calls
   * do nothing.
   */
  dispose(): Promise<void>;
}

/** The loaded networks and their cards. */
interface Loaded {
  readonly detector: Network;
  readonly landmarks: Network;
  readonly eyes?: Network;
  readonly gaze?: Network;
  readonly cards: Vigil["cards"];
}

export const Vigil = {
  /**
   * Loads the networks once, for any number of frames.
   *
   * @throws {Error} when a file is not a valid network or card, or not the file that its card names by SHA-256; the
   *   message names the file and the reason.
   * @throws {RangeError} naming the first malformed option.
   *
   * @example
   * const [detector, landmarks, eyes] = await Promise.all(
   *   ["detector", "landmarks", "eyes"].map((name) => readModel("models", name)),
   * );
   * const vigil = await Vigil.load({ detector, landmarks, eyes, runtime });
   * const { width, height, faces } = await vigil.analyze(frame);
   * [width, height, faces.length]; // [640, 480, 1]
   */
  async load(given: VigilOptions): Promise<Vigil> {
    check(loadSchema, given, "The option");
    const { detector, landmarks, eyes, gaze, runtime, backend = "cpu", threads } = given;
    const options = { runtime, backend, threads };
    const opened: Network[] = [];
    const open = async <Role extends ModelRole>(file: ModelFile, role: Role) => {
      const model = await openModel(file, role, options);
      opened.push(model.network);
      return model;
    };
    try {
      const detection = await open(detector, "detector");
      const localization = await open(landmarks, "landmarks");
      const eyeState = eyes && (await open(eyes, "eyes"));
      const direction = gaze && (await open(gaze, "gaze"));
      return vigilOf({
        detector: detection.network,
        landmarks: localization.network,
        eyes: eyeState?.network,
        gaze: direction?.network,
        cards: {
          detector: detection.card,
          landmarks: localization.card,
          eyes: eyeState?.card,
          gaze: direction?.card,
        },
      });
    } catch (error) {
      await Promise.all(opened.map((network) => network.dispose()));
      throw error;
    }
  },
};

const analyzeSchema = optionsSchema({
  ...findFacesFields,
  intrinsics: intrinsicsSchema,
  boxes: z.array(filledBox.extend({ score: z.optional(share) }), mustBe("an array of boxes")),
  stop: z.custom<StopSignal>(
    (value) => typeof value === "object" && value !== null && "throwIfAborted" in value,
    mustBe("an AbortSignal"),
  ),
});

const fileSchema = z.object(
  { bytes: bytesSchema, name: z.optional(text) },
  mustBe("a model file with bytes and card, as from readModel"),
);

const loadSchema = z.object({
  detector: fileSchema,
  landmarks: fileSchema,
  eyes: z.optional(fileSchema),
  gaze: z.optional(fileSchema),
  runtime: z.custom(
    (value) => typeof value === "object" && value !== null && "InferenceSession" in value,
    mustBe("onnxruntime-node or onnxruntime-web, imported with import * as runtime"),
  ),
  backend: z.optional(oneOf("cpu", "wasm", "webgpu")),
  threads: z.optional(count),
});

/** A Vigil of networks that are loaded already. */
export function vigilOf(loaded: Loaded): Vigil {
  const { withCopy } = frameCopier();
  return {
    cards: loaded.cards,
    async analyze(input, options = {}) {
      check(analyzeSchema, options, "The option");
      const own = copyOf(options);
      return withCopy(input, (frame) => analyze(loaded, frame, own));
    },
    async maps(input, landmarks) {
      const window = windowOfLandmarks(check(landmarks68, landmarks, "The landmarks"));
      return withCopy(input, (frame) => readFaceMaps(loaded.landmarks, frame, window));
    },
    async dispose() {
      const { detector, landmarks, eyes, gaze } = loaded;
      await Promise.all([detector, landmarks, eyes, gaze].map((network) => network?.dispose()));
    },
  };
}

/** A copy that later changes by the caller do not reach. */
function copyOf({ boxes, known, intrinsics, ...options }: AnalyzeOptions): AnalyzeOptions {
  return {
    ...options,
    boxes: boxes?.map((box) => ({ ...box })),
    known: known?.map(({ box, detectorScore, landmarks }) => ({
      box: { ...box },
      detectorScore,
      landmarks: landmarks.map((landmark) => ({ ...landmark })),
    })),
    intrinsics: intrinsics && { ...intrinsics },
  };
}

/** The pipeline: detect → localise landmarks and score → visibility, pose, eyes and mouth → eye states → gaze. */
async function analyze(
  { detector, landmarks, eyes, gaze, cards }: Loaded,
  frame: Frame,
  options: AnalyzeOptions,
): Promise<Analysis> {
  const { width, height } = frame;
  const { runtime } = cards.landmarks;
  const camera = options.intrinsics ?? assumeIntrinsics(width, height);

  const { stop } = options;
  stop?.throwIfAborted();
  const started = performance.now();
  const detections =
    options.boxes?.map(({ score = 1, ...box }): Detection => ({ box, score })) ??
    (await detectFaces(detector, frame, cards.detector.runtime));

  stop?.throwIfAborted();
  const detected = performance.now();
  const { threshold, weak } = cards.detector.runtime;
  const isStrong = ({ score }: Detection) => options.boxes !== undefined || score >= threshold;
  const boxes = {
    detections: detections.filter(isStrong),
    ...(weak !== undefined && { weak: detections.filter((each) => !isStrong(each)) }),
    ...(options.boxes === undefined && {
      detectTurned: () => detectTurned(detector, frame, cards.detector.runtime),
    }),
  };
  const found = await findFaces(landmarks, frame, boxes, runtime, options);
  const { shapeCorrection } = runtime;
  const corrected = (candidate: Candidate): Candidate =>
    shapeCorrection === undefined
      ? candidate
      : { ...candidate, landmarks: correctShape(candidate.landmarks, shapeCorrection) };

  stop?.throwIfAborted();
  const localized = performance.now();
  const measured = found.map((candidate): Face => {
    // The box rests on the landmarks as the network sees them: faces that it hardly sees are not what was fitted.
    const points = withVisibility(corrected(candidate), frame, runtime.occlusion);
    const measures = measureFace(points, camera, runtime.poseCorrection);
    return {
      box: refineBox(candidate.detection.box, candidate.landmarks),
      score: candidate.score,
      detectorScore: candidate.detection.score,
      landmarks: withHiders(points, measures.pose),
      ...measures,
    };
  });
  const readEyes = cards.eyes && besideLandmarks(cards.eyes.runtime, runtime.openness);
  const withStates =
    eyes && readEyes ? await addEyeStates(measured, frame, eyes, readEyes) : measured;
  stop?.throwIfAborted();
  const faces =
    gaze && cards.gaze
      ? await addGaze(withStates, frame, camera, gaze, cards.gaze.runtime)
      : withStates;
  return {
    width,
    height,
    faces,
    milliseconds: {
      detect: detected - started,
      landmarks: localized - detected,
      measures: performance.now() - localized,
    },
  };
}

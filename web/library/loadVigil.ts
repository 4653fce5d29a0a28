// Loads Vigil in a browser, with ONNX Runtime Web and the weights from folders of the page's server.

import * as z from "zod";
import {
  LANDMARK_NETWORK_CHOICES,
  type LandmarkNetworkChoice,
  landmarkNetworkFor,
  landmarkStem,
} from "../../src/landmarkNetworks.ts";
import { check, flag, mustBe, oneOf } from "../../src/options.ts";
import { Vigil, type VigilOptions } from "../../src/vigil.ts";
import { addressSchema } from "./addresses.ts";
import { fetchModel } from "./fetchModel.ts";
import { loadRuntime, type RuntimeOptions, runtimeFields, runtimeProblem } from "./runtime.ts";

export interface BrowserLoadOptions extends RuntimeOptions {
  /** Address of the folder with landmarks-nano.onnx, detector.onnx, eyes.onnx, gaze.onnx and their .json cards. */
  readonly models: string | URL;
  /**
   * The member of the landmark network's family, whose files the folder must have: landmarks-nano.onnx for "auto" (default),
   * which in browsers is the fastest one, landmarks.onnx for "small".
   */
  readonly network?: LandmarkNetworkChoice;
  /**
   * Whether to load the networks of the eyes. Without them eyes are judged by landmarks alone, and `closed`, `gaze` and
   * `lids` are absent. Default true.
   */
  readonly eyes?: boolean;
  /** Whether to load the gaze network too. Without it `gaze` and `lids` are absent. Default true. */
  readonly gaze?: boolean;
}

const loadSchema = z.object(
  {
    ...runtimeFields,
    models: addressSchema,
    network: z.optional(oneOf(...LANDMARK_NETWORK_CHOICES)),
    eyes: z.optional(flag),
    gaze: z.optional(flag),
  },
  mustBe("an object with models and runtime, the addresses of two folders"),
);

/** The networks and their cards. */
type Networks = Pick<VigilOptions, "detector" | "landmarks" | "eyes" | "gaze">;

/**
 * Loads Vigil with weights from a folder of the page's server.
 *
 * @throws {Error} naming the address and the cause when a file cannot be fetched, is another one, or the runtime cannot
 *   start.
 * @throws {RangeError} naming the first malformed option.
 * @example
 * const vigil = await loadVigil({ models: "./models/", runtime: "./runtime/" });
 * const { faces } = await vigil.analyze(frameOf(image)); // samples/driver-mask.jpg
 * faces.length; // 1
 * faces[0].landmarks.filter(({ occluded }) => occluded).length; // 44
 * faces[0].mouth; // { openness: null, valid: false, reason: "occluded" }
 */
export async function loadVigil(options: BrowserLoadOptions): Promise<Vigil> {
  check(loadSchema, options, "loadVigil's option");
  // At the same time: neither needs the other.
  const [networks] = await Promise.all([fetchModels(options), loadRuntime(options)]);
  return openVigil(networks, options);
}

/** Fetches the networks and their cards. */
export async function fetchModels({
  models,
  network,
  eyes = true,
  gaze = true,
}: Pick<BrowserLoadOptions, "models" | "network" | "eyes" | "gaze">): Promise<Networks> {
  const [detector, landmarks, eyeState, direction] = await Promise.all([
    fetchModel(models, "detector"),
    fetchModel(models, landmarkStem(landmarkNetworkFor(network, "browser"))),
    eyes ? fetchModel(models, "eyes") : undefined,
    eyes && gaze ? fetchModel(models, "gaze") : undefined,
  ]);
  return { detector, landmarks, eyes: eyeState, gaze: direction };
}

/** Opens fetched networks on a backend. @throws {Error} naming what keeps the runtime from starting. */
export async function openVigil(networks: Networks, options: RuntimeOptions): Promise<Vigil> {
  try {
    const runtime = await loadRuntime(options);
    return await Vigil.load({ ...networks, runtime, backend: options.backend ?? "wasm" });
  } catch (cause) {
    const problem = await runtimeProblem(options);
    if (problem === undefined) throw cause;
    throw new Error(`ONNX Runtime cannot start: ${problem}`, { cause });
  }
}

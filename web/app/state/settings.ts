// What the user chose, kept on this device.

import * as z from "zod";
import { DEFAULT_LANDMARK_NETWORK } from "../../../src/landmarkNetworks.ts";
import { keptSignal } from "./kept.ts";

declare const __VIGIL_NETWORKS__: readonly ["small", ...("small" | "nano" | "auto")[]];

declare const __VIGIL_MODEL_SETS__: readonly ["research", ...("research" | "open")[]];

/** The landmark networks of the set "research" that come with the page, and "auto" where there are several. */
export const SERVED_NETWORKS = __VIGIL_NETWORKS__;

/** The sets of weights that come with the page. */
export const SERVED_SETS = __VIGIL_MODEL_SETS__;

/** "auto" is the fastest network in a browser: a page must keep up with its camera. */
const FIRST_NETWORK = SERVED_NETWORKS.find((name) => name === "auto") ?? DEFAULT_LANDMARK_NETWORK;

const settingsSchema = z.object({
  /** "auto" follows the browser's language. */
  language: z.enum(["auto", "en", "zh"]).catch("auto"),
  theme: z.enum(["auto", "light", "dark"]).catch("auto"),
  muted: z.boolean().catch(false),
  backend: z.enum(["auto", "wasm", "webgpu"]).catch("auto"),
  /** The set of weights. */
  weights: z.enum(SERVED_SETS).catch("research"),
  /** The landmark network of the set "research"; others have one. */
  network: z.enum(SERVED_NETWORKS).catch(FIRST_NETWORK),
  /** The camera's device id; empty lets the browser choose. */
  camera: z.string().catch(""),
  /** Whether the camera's image is mirrored. */
  mirror: z.boolean().catch(false),
  /** Whether a recorded session includes its annotated video. */
  recordVideo: z.boolean().catch(true),
  /** The vehicle's speed in km/h, below which some alerts are not given; null when it is not known. */
  speed: z.number().min(0).max(300).nullable().catch(null),
});

export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

export const settings = keptSignal<Settings>("vigil.settings", settingsSchema, DEFAULT_SETTINGS);

/** Changes some settings. */
export function change(changes: Partial<Settings>): void {
  settings.value = { ...settings.value, ...changes };
}

// The current state of the page: the engine, the source, and the latest analysed frame.

import { computed, signal } from "@preact/signals";
import type { DriverReport, Face } from "../../../src/index.ts";
import type { StageTimes, Started } from "../../worker/protocol.ts";

export type EngineState =
  | { readonly kind: "loading" }
  | ({ readonly kind: "ready" } & Started)
  | { readonly kind: "failed"; readonly message: string };

export const engineState = signal<EngineState>({ kind: "loading" });

/** Where images come from. */
export type SourceKind = "camera" | "video" | "image" | "sample" | "session";

export interface SourceState {
  readonly kind: SourceKind;
  /** A file's name or a camera's label. */
  readonly name: string;
  /** Whether it is a single image: no driver's state can be followed in it. */
  readonly still: boolean;
}

export const source = signal<SourceState | null>(null);

/** The position in a video. */
export interface Playback {
  readonly playing: boolean;
  /** Seconds. */
  readonly time: number;
  /** Playback rate; below 1 where the analysis is slower than the video. */
  readonly rate: number;
  /** Seconds; null for a camera. */
  readonly duration: number | null;
}

/** Null when no video and no camera is open. */
export const playback = signal<Playback | null>(null);

/** The progress of *Analyse every frame*, seconds of the video. */
export interface WholeFile {
  readonly running: boolean;
  readonly time: number;
  readonly duration: number;
  /** Where a truncated video ends; null for a complete one, and while it is not known. */
  readonly breaksOffAt: number | null;
}

/** Null until *Analyse every frame* starts. Once it has finished, playing shows its results. */
export const wholeFile = signal<WholeFile | null>(null);

/** Problems that the user can do something about. */
export type Problem =
  | "camera-refused"
  | "camera-absent"
  | "camera-busy"
  | "camera-insecure"
  | "camera-ended"
  | "camera-silent"
  | "file-empty"
  | "file-unreadable"
  | "image-narrow"
  | "image-huge"
  | "file-undecodable"
  | "analysis-failed"
  | "session-unreadable";

export const problem = signal<Problem | null>(null);

/** A frame with its analysis. */
export interface AnalysedFrame {
  /** The frame as it is shown; it may be larger than the analysed one. */
  readonly image: HTMLCanvasElement;
  /** The analysed size, in whose pixels the faces are. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly Face[];
  /** The driver's face; in a single image the face with the highest score. */
  readonly face: Face | null;
  /** The driver monitor's report; null for single images. */
  readonly report: DriverReport | null;
  readonly timestamp: number;
  readonly milliseconds: StageTimes;
}

/** The frame that is shown; null before the first. */
export const shownFrame = signal<AnalysedFrame | null>(null);

/** Frames of the current source so far. */
export interface Counts {
  readonly presented: number;
  readonly analysed: number;
}

export const counts = signal<Counts>({ presented: 0, analysed: 0 });

/** The rate is the mean over this many frames. */
const RATED_FRAMES = 20;
/** After a pause longer than this, milliseconds, the rate starts again. */
const PAUSE = 2_000;

/** When the last frames were analysed, milliseconds. */
const arrivals = signal<readonly number[]>([]);

/** Analysed frames per second; null before the second frame and after a pause. */
export const rate = computed(() => {
  const { value } = arrivals;
  const [first, last] = [value[0], value.at(-1)];
  if (first === undefined || last === undefined || value.length < 2) return null;
  return (1000 * (value.length - 1)) / (last - first);
});

/** Counts a frame that was analysed at a time, milliseconds. */
export function countFrame(now: number): void {
  const before = arrivals.peek();
  const paused = now - (before.at(-1) ?? now) > PAUSE;
  arrivals.value = paused ? [now] : [...before, now].slice(-RATED_FRAMES);
}

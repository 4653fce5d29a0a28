// What the page knows at the moment: the engine, the source, and the latest frame with what was found in it.

import { signal } from "@preact/signals";
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
  /** A single image, which has no before and no after. */
  readonly still: boolean;
}

export const source = signal<SourceState | null>(null);

/** Where a video stands; null without one. */
export interface Playback {
  readonly playing: boolean;
  /** Seconds. */
  readonly time: number;
  /** Playback rate: below 1 where the analysis could not follow otherwise. */
  readonly rate: number;
  /** Seconds; null for a camera. */
  readonly duration: number | null;
}

export const playback = signal<Playback | null>(null);

/** How far the analysis of every frame of a file has come, seconds of the video. */
export interface WholeFile {
  readonly running: boolean;
  readonly time: number;
  readonly duration: number;
  /** Where a video that was cut ends before its time; null for one that is whole, and while it is not known. */
  readonly breaksOffAt: number | null;
}

/** The analysis of a whole file; null before it was asked for. When it has ended, playing shows what it found. */
export const wholeFile = signal<WholeFile | null>(null);

/** Something that went wrong and that the user can do something about. */
export const problem = signal<Problem | null>(null);

export type Problem =
  | "camera-refused"
  | "camera-absent"
  | "camera-busy"
  | "camera-insecure"
  | "camera-ended"
  | "file-unreadable"
  | "file-undecodable"
  | "analysis-failed"
  | "session-unreadable";

/** A frame that was analysed, and everything known of it. */
export interface Shot {
  /** The frame as it is shown; its size may be greater than the analysed one. */
  readonly image: HTMLCanvasElement;
  /** The analysed size, in whose pixels the faces are. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly Face[];
  /** The driver's face or, of an image, the surest one. */
  readonly face: Face | null;
  /** What the driver monitor says; null for single images, which have no before. */
  readonly report: DriverReport | null;
  readonly timestamp: number;
  readonly milliseconds: StageTimes;
}

export const shot = signal<Shot | null>(null);

/** Frames so far of the present source. */
export interface Counts {
  readonly presented: number;
  readonly analysed: number;
}

export const counts = signal<Counts>({ presented: 0, analysed: 0 });

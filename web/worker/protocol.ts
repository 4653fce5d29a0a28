// The protocol between page and worker: calls by name, one answer each. All of it is plain data.

import type {
  Analysis,
  Cabin,
  DriverBaseline,
  DriverEvent,
  DriverReport,
  FaceMaps,
  LandmarkNetworkChoice,
  Point,
  TrackedFrame,
  Vigil,
} from "../../src/index.ts";
import type { ModelSetName } from "../../src/modelSets.ts";
import type { BrowserBackend } from "../library/runtime.ts";

/** An image that is transferred to the worker, which closes it. */
export type SentImage = ImageBitmap | VideoFrame;

export interface StartOptions {
  /** The page's folder, in which models/ and runtime/ lie. */
  readonly folder: string;
  readonly backend: BrowserBackend | "auto";
  readonly weights: ModelSetName;
  /** The landmark network of the set "research"; others have one. */
  readonly network: LandmarkNetworkChoice;
}

/** The time of one landmark inference on a backend, or why the backend cannot be used. */
export type Measurement =
  | { readonly backend: BrowserBackend; readonly milliseconds: number }
  | { readonly backend: BrowserBackend; readonly unavailable: string };

export interface Started {
  readonly backend: BrowserBackend;
  readonly threads: number;
  readonly measured: readonly Measurement[];
  readonly cards: Vigil["cards"];
}

/** How the frames of one video or camera are analysed. */
export interface StreamOptions {
  /** Frames with longer sides are reduced to this, pixels. */
  readonly longestSide: number;
  /** The driver's baseline from an earlier calibration; null calibrates again. */
  readonly baseline: DriverBaseline | null;
  /** What lies where around the driver; null when it is not known. */
  readonly cabin: Cabin | null;
  /** The vehicle's speed in km/h; null when it is not known. */
  readonly speed: number | null;
}

export interface StreamFrame {
  readonly image: SentImage;
  /** Seconds: a file's media time, a camera's capture time. */
  readonly timestamp: number;
  readonly index: number;
}

/** The result of a frame. */
export interface StreamAnswer {
  readonly frame: TrackedFrame;
  readonly report: DriverReport;
  readonly milliseconds: StageTimes;
}

/** Milliseconds of each stage in the worker. */
export interface StageTimes {
  /** Reading the pixels of the image. */
  readonly pixels: number;
  readonly detect: number;
  readonly landmarks: number;
  readonly measures: number;
  /** Tracking, smoothing and the driver's state. */
  readonly driver: number;
  readonly total: number;
}

interface ImageAnswer {
  readonly analysis: Analysis;
  readonly milliseconds: StageTimes;
}

/** Every call by name, with what is sent and what comes back. */
export interface Calls {
  start: { readonly request: StartOptions; readonly answer: Started };
  image: {
    readonly request: { readonly image: SentImage; readonly longestSide: number };
    readonly answer: ImageAnswer;
  };
  stream: { readonly request: StreamOptions; readonly answer: null };
  frame: { readonly request: StreamFrame; readonly answer: StreamAnswer };
  /** Called while a camera sends no image: the report of a time of which nothing is known. */
  silence: { readonly request: { readonly seconds: number }; readonly answer: DriverReport | null };
  /** Replaces the cabin of the open stream. */
  cabin: { readonly request: Cabin | null; readonly answer: null };
  /** Called after a video's last frame; the answer has the events that end there. */
  finish: { readonly request: null; readonly answer: readonly DriverEvent[] };
  maps: {
    readonly request: {
      readonly image: SentImage;
      readonly longestSide: number;
      readonly landmarks: readonly Point[];
    };
    readonly answer: FaceMaps;
  };
}

export type CallName = keyof Calls;

/** The message of a call; its name determines the type of `request`. */
export type CallMessage<Name extends CallName = CallName> = {
  [Each in Name]: {
    readonly id: number;
    readonly name: Each;
    readonly request: Calls[Each]["request"];
  };
}[Name];

export type AnswerMessage =
  | { readonly id: number; readonly answer: Calls[CallName]["answer"] }
  | { readonly id: number; readonly error: string };

// What the page asks of its worker and what it answers: one call, one answer, by name. Plain data both ways.

import type {
  Analysis,
  DriverBaseline,
  DriverEvent,
  DriverReport,
  FaceMaps,
  Point,
  TrackedFrame,
  Vigil,
} from "../../src/index.ts";
import type { BrowserBackend } from "../library/loadVigil.ts";

/** An image on its way to the worker, which closes it. */
export type SentImage = ImageBitmap | VideoFrame;

export interface StartOptions {
  /** The page's folder, in which models/ and runtime/ lie. */
  readonly folder: string;
  readonly backend: BrowserBackend | "auto";
}

/** How long one look at a face took on a backend, or why it cannot be used. */
export type Measurement =
  | { readonly backend: BrowserBackend; readonly milliseconds: number }
  | { readonly backend: BrowserBackend; readonly unavailable: string };

export interface Started {
  readonly backend: BrowserBackend;
  readonly threads: number;
  readonly measured: readonly Measurement[];
  readonly cards: Vigil["cards"];
}

/** How the frames of one video or camera are to be looked at. */
export interface StreamOptions {
  /** Frames whose longer side is greater are reduced to it, pixels. */
  readonly longestSide: number;
  /** What was learned of the driver before; null learns anew. */
  readonly baseline: DriverBaseline | null;
  /** The vehicle's speed in km/h; null when it is not known. */
  readonly speed: number | null;
}

export interface StreamFrame {
  readonly image: SentImage;
  /** Seconds: a file's media time, a camera's capture time. */
  readonly timestamp: number;
  readonly index: number;
}

/** What is known after a frame. */
export interface StreamAnswer {
  readonly frame: TrackedFrame;
  readonly report: DriverReport;
  readonly milliseconds: StageTimes;
}

/** Milliseconds of each stage in the worker. */
export interface StageTimes {
  /** From the image to raw pixels. */
  readonly pixels: number;
  readonly detect: number;
  readonly landmarks: number;
  readonly measures: number;
  /** Following, smoothing and the driver's state. */
  readonly driver: number;
  readonly total: number;
}

export interface ImageAnswer {
  readonly analysis: Analysis;
  readonly milliseconds: StageTimes;
}

/** Every call by name: what goes there and what comes back. */
export interface Calls {
  start: { readonly ask: StartOptions; readonly answer: Started };
  image: {
    readonly ask: { readonly image: SentImage; readonly longestSide: number };
    readonly answer: ImageAnswer;
  };
  stream: { readonly ask: StreamOptions; readonly answer: null };
  recalibrate: { readonly ask: null; readonly answer: null };
  frame: { readonly ask: StreamFrame; readonly answer: StreamAnswer };
  /** After a video's last frame: the events that lasted, now ended. */
  finish: { readonly ask: null; readonly answer: readonly DriverEvent[] };
  maps: {
    readonly ask: {
      readonly image: SentImage;
      readonly longestSide: number;
      readonly landmarks: readonly Point[];
    };
    readonly answer: FaceMaps;
  };
}

export type CallName = keyof Calls;

/** A call on its way: what is asked belongs to the name. */
export type CallMessage<Name extends CallName = CallName> = {
  [Each in Name]: { readonly id: number; readonly name: Each; readonly ask: Calls[Each]["ask"] };
}[Name];

export type AnswerMessage =
  | { readonly id: number; readonly answer: Calls[CallName]["answer"] }
  | { readonly id: number; readonly error: string };

// The analysis of one input of `vigil analyze`: what it is given and what it returns, as data between processes.

import type { AnalyzeRequest } from "./analyzeRequest.ts";
import type { Engine } from "./engine.ts";
import type { VideoPath } from "./inputs.ts";
import type { ProtectedFiles } from "./outputFolder.ts";

/** What the result of an input depends on: SHA-256 of its content, and the digest of networks and options. */
export interface InputIdentity {
  readonly content: string;
  readonly settings: string;
}

export type InputTask = ImageTask | VideoTask;

export interface ImageTask {
  readonly kind: "image";
  readonly path: string;
  /** Its number among the images, from 1. */
  readonly number: number;
  readonly stem: string;
}

export interface VideoTask {
  readonly kind: "video";
  readonly video: VideoPath;
  readonly stem: string;
  /** The folder of its results and its checkpoint. Default: the request's. */
  readonly out?: string;
  /** Absent where an analysis cannot be continued: for streams and sequences of images. */
  readonly identity?: InputIdentity;
}

/** What is reported while an input is analysed. */
export type InputNote =
  | { readonly kind: "warning"; readonly message: string }
  /** One more frame of a video, and how much of it has been analysed: seconds, and a share where it is known. */
  | { readonly kind: "frame"; readonly seconds: number; readonly share?: number };

export type InputOutcome = InputResult | InputFailure;

export interface InputResult {
  readonly state: "done" | "damaged" | "stopped";
  /** About the result, for people. */
  readonly line: string;
  /** What is missing of a damaged video. */
  readonly reason?: string;
  /** Its files, relative to the output folder. */
  readonly outputs: readonly string[];
  /** Rows of the table of images, and the number of faces in them. */
  readonly rows?: string;
  readonly faces?: number;
  /** Analysed seconds of a video. */
  readonly seconds?: number;
}

/** The kind of a failure. */
export type FailureCause =
  /** The input is not there any more. */
  | "missing"
  /** The input cannot be opened or fetched. */
  | "unreadable"
  /** What the input holds cannot be analysed. */
  | "content"
  /** The analysis crashes on it. */
  | "crash"
  /** Results cannot be written. */
  | "disk"
  /** Something of the installation is missing, such as networks. */
  | "setup"
  | "other";

export interface InputFailure {
  readonly state: "failed";
  readonly cause: FailureCause;
  /** Names the input. */
  readonly message: string;
  /** Whether nothing else can be analysed either, for instance because the disk is full. */
  readonly fatal: boolean;
  /** Whether another attempt would fail in the same way, because of what the file holds. */
  readonly lasting: boolean;
}

/** What an analysis works with. */
export interface AnalyzeTools {
  readonly request: AnalyzeRequest;
  readonly engine: Engine;
  readonly stop: AbortSignal;
  /** Files that are never overwritten. */
  readonly inputs: ProtectedFiles;
  readonly onNote: (note: InputNote) => void;
}

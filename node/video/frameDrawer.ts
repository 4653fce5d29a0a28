// Draws annotated frames in a thread of its own, while the next frames are analysed and the last ones encoded.

import { Worker } from "node:worker_threads";
import type { Frame } from "../../src/image/frame.ts";
import { loadDrawing } from "../canvas.ts";
import { type Annotator, annotator, type FrameSize, type Marks } from "./annotator.ts";

/** Asks the thread for an image. */
export interface DrawRequest {
  readonly first: FrameSize;
  readonly frame: Frame;
  readonly marks: Marks;
  /** Of an image that is not needed any more. */
  readonly memory: ArrayBuffer | undefined;
}

/** What the thread answers: first that it can draw, then an image or an error to each request, in their order. */
export type DrawReply =
  | { readonly kind: "ready" }
  | { readonly kind: "image"; readonly image: OwnedImage }
  | { readonly kind: "error"; readonly error: unknown };

/** An image that is alone in its memory. */
interface OwnedImage extends Frame {
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Draws frames, one after the other. */
export interface FrameDrawer {
  /**
   * Draws a frame, which may be changed when this has returned its promise.
   *
   * @param first see `annotator`.
   * @throws {DrawingError} where nothing can be drawn.
   */
  draw(first: FrameSize, frame: Frame, marks: Marks): Promise<OwnedImage>;
  /** Takes an image back; its memory is used for a later one. */
  release(image: OwnedImage): void;
  close(): void;
}

/** What is done with a frame once it is known where. */
type Draw = (request: DrawRequest, frame: ArrayBuffer) => Promise<OwnedImage>;

/** A drawer whose thread starts with the first frame. Where there can be none, as in a bundle, frames are drawn here. */
export function openFrameDrawer(): FrameDrawer {
  let worker: Worker | undefined;
  let drawing: Promise<Draw> | undefined;
  const free: ArrayBuffer[] = [];
  const start = async (): Promise<Draw> => {
    try {
      worker = await startThread();
      return drawnBy(worker);
    } catch {
      return drawnHere();
    }
  };
  return {
    async draw(first, frame, marks) {
      const data = new Uint8Array(frame.data);
      drawing ??= start();
      const draw = await drawing;
      return draw({ first, frame: { ...frame, data }, marks, memory: free.pop() }, data.buffer);
    },
    release: ({ data }) => void free.push(data.buffer),
    close() {
      drawing?.then(() => worker?.postMessage(null));
    },
  };
}

/** @throws what keeps the thread from drawing. */
async function startThread(): Promise<Worker> {
  const worker = new Worker(new URL("./drawWorker.js", import.meta.url));
  await new Promise<void>((resolve, reject) => {
    worker.once("message", ({ kind }: DrawReply) =>
      kind === "ready" ? resolve() : reject(new Error("nothing can be drawn there")),
    );
    worker.once("error", reject);
  });
  return worker;
}

function drawnBy(worker: Worker): Draw {
  const waiting: { resolve(image: OwnedImage): void; reject(error: unknown): void }[] = [];
  // A thread without work does not keep the program running.
  worker.unref();
  worker.on("message", (reply: DrawReply) => {
    const first = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if (reply.kind === "image") first?.resolve(reply.image);
    if (reply.kind === "error") first?.reject(reply.error);
  });
  worker.on("error", (error) => {
    for (const each of waiting.splice(0)) each.reject(error);
  });
  return (request, frame) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.ref();
      const { memory } = request;
      worker.postMessage(request, memory === undefined ? [frame] : [frame, memory]);
    });
}

function drawnHere(): Draw {
  const draw = imageMaker();
  return async (request) => draw(request);
}

/** Draws what is asked for. All requests for videos of one size share a canvas. */
export function imageMaker(): (request: DrawRequest) => Promise<OwnedImage> {
  let size: FrameSize | undefined;
  let made: Annotator | undefined;
  return async ({ first, frame, marks, memory }) => {
    if (made === undefined || size?.width !== first.width || size.height !== first.height) {
      made = annotator(first, await loadDrawing());
      size = first;
    }
    const image = made.annotate(frame, marks);
    const reused = memory?.byteLength === image.data.length ? new Uint8Array(memory) : undefined;
    const data = reused ?? new Uint8Array(image.data.length);
    data.set(image.data);
    return { ...image, data };
  };
}

// An occlusion trial: an image, the occluders laid over it, and the analyses before and after.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Controller } from "../sources/controller.ts";
import { contextOf } from "../sources/frameCanvas.ts";
import type { AnalysedFrame } from "../state/live.ts";
import { EMPTY_SCENE, paintScene, type Scene } from "./scene.ts";

export interface Trial {
  /** The image without occluders, analysed. */
  readonly before: AnalysedFrame;
  readonly scene: ReadonlySignal<Scene>;
  /** The image with the current occluders, analysed; it is one analysis behind. */
  readonly after: ReadonlySignal<AnalysedFrame>;
  change(scene: Scene): void;
  /** Ends the trial. */
  close(): void;
}

/** Starts a trial on a copy of a frame's image: a video may draw on the image itself. */
export function beginTrial(controller: Controller, analysed: AnalysedFrame): Trial {
  const image = copyOf(analysed.image);
  const before: AnalysedFrame = { ...analysed, image };
  const scene = signal<Scene>(EMPTY_SCENE);
  const after = signal<AnalysedFrame>(before);
  let busy = false;
  let due = false;
  let closed = false;

  async function work(): Promise<void> {
    busy = true;
    // Changes during one analysis are analysed together in the next.
    while (due && !closed) {
      due = false;
      const painted = copyOf(image);
      paintScene(contextOf(painted), image, scene.peek());
      try {
        const found = await controller.analyse(painted);
        if (!closed) after.value = found;
      } catch (reason) {
        console.error(reason);
      }
    }
    busy = false;
  }

  const stop = effect(() => {
    void scene.value;
    due = true;
    if (!busy) void work();
  });
  return {
    before,
    scene,
    after,
    change(next) {
      scene.value = next;
    },
    close() {
      closed = true;
      stop();
    },
  };
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  contextOf(copy).drawImage(canvas, 0, 0);
  return copy;
}

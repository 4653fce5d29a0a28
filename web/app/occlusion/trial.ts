// A trial: an image, what was laid over it, and what Vigil says of both.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Controller } from "../sources/controller.ts";
import { contextOf } from "../sources/frameCanvas.ts";
import type { Shot } from "../state/live.ts";
import { EMPTY_SCENE, paintScene, type Scene } from "./scene.ts";

export interface Trial {
  /** The image as it was, with what was found in it. */
  readonly before: Shot;
  readonly scene: ReadonlySignal<Scene>;
  /** What was found behind the present scene; lags by one analysis. */
  readonly after: ReadonlySignal<Shot>;
  change(scene: Scene): void;
  /** Ends following changes. */
  close(): void;
}

/** Starts a trial on a shot's image, which is copied: a video may go on drawing on it. */
export function beginTrial(controller: Controller, shot: Shot): Trial {
  const image = copyOf(shot.image);
  const before: Shot = { ...shot, image };
  const scene = signal<Scene>(EMPTY_SCENE);
  const after = signal<Shot>(before);
  let busy = false;
  let due = false;
  let closed = false;

  async function work(): Promise<void> {
    busy = true;
    // Changes while one analysis runs are taken together in the next.
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

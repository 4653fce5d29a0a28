// The thread of frameDrawer.ts.

import { parentPort } from "node:worker_threads";
import { loadDrawing } from "../canvas.ts";
import { type DrawReply, type DrawRequest, imageMaker } from "./frameDrawer.ts";

const draw = imageMaker();
let last: Promise<void> = loadDrawing().then(
  () => reply({ kind: "ready" }),
  (error: unknown) => reply({ kind: "error", error }),
);

parentPort?.on("message", (request: DrawRequest | null) => {
  if (request === null) {
    parentPort?.close();
    return;
  }
  last = last.then(async () => {
    try {
      const image = await draw(request);
      reply({ kind: "image", image }, [image.data.buffer]);
    } catch (error) {
      reply({ kind: "error", error });
    }
  });
});

function reply(message: DrawReply, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

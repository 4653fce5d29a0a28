// The worker thread of every batch stream: loads one task's batch maker and answers requests for batches.

import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import { errorMessage } from "../src/errorMessage.ts";
import type { BatchMakerModule, BatchReply, BatchRequest, BatchWorkerData } from "./batchStream.ts";

// One decoding thread a worker: the other cores belong to the network.
sharp.concurrency(1);
sharp.cache(false);

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const { maker, data } = workerData as BatchWorkerData;
  const send = (reply: BatchReply, buffers: readonly ArrayBuffer[] = []) =>
    port.postMessage(reply, buffers);
  const { createBatchMaker } = (await import(maker)) as BatchMakerModule;
  const makeBatch = await createBatchMaker(data, (warning) => send({ warning }));
  const answer = async (number: number): Promise<void> => {
    try {
      const batch = await makeBatch(number);
      // Handed over, not copied.
      send(
        { number, batch },
        Object.values(batch).map(({ buffer }) => buffer),
      );
    } catch (cause) {
      send({ number, error: errorMessage(cause) });
    }
  };
  // One batch at a time: several at once would only hold more memory.
  let queue: Promise<void> = Promise.resolve();
  port.on("message", ({ number }: BatchRequest) => {
    queue = queue.then(() => answer(number));
  });
}

if (parentPort !== null) await serve(parentPort);

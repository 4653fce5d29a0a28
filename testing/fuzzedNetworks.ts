// Damaged networks whose card has the right hash, for `fuzz`: they are loaded and run in a process of their own.

import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { readModel } from "../node/models.ts";
import type { Random } from "../src/math/random.ts";
import { damaged } from "./damage.ts";
import type { FuzzedKind } from "./fuzz.ts";
import type { NetworkAnswer, NetworkQuestion } from "./fuzzedNetworkWorker.ts";

/** Seconds for loading a network and analysing one image. */
const SECONDS = 60;

const ROLES = ["detector", "landmarks", "eyes", "gaze"] as const;

export interface FuzzedNetworks {
  readonly kinds: readonly FuzzedKind[];
  /** Ends the process. */
  close(): void;
}

/** @param root the package's folder, with its build. */
export async function fuzzedNetworks(root: string): Promise<FuzzedNetworks> {
  let child: ChildProcess | undefined;
  const ask = (question: NetworkQuestion): Promise<NetworkAnswer> =>
    new Promise((resolve, reject) => {
      const worker =
        child ??
        fork(join(root, "dist/testing/fuzzedNetworkWorker.js"), { serialization: "advanced" });
      child = worker;
      const end = (message: string): void => {
        child = undefined;
        // A crash of the runtime is no clear error.
        reject(new TypeError(message));
      };
      const timer = setTimeout(() => worker.kill("SIGKILL"), 1000 * SECONDS);
      const onExit = (code: number | null, signal: string | null): void => {
        clearTimeout(timer);
        end(`the process ended (${signal ?? code})`);
      };
      worker.once("exit", onExit);
      worker.once("message", (answer) => {
        clearTimeout(timer);
        worker.off("exit", onExit);
        resolve(answer as NetworkAnswer);
      });
      worker.send(question);
    });
  const kinds = ROLES.map(async (role): Promise<FuzzedKind> => {
    const file = role === "landmarks" ? "landmarks-nano" : role;
    const { bytes: valid, card } = await readModel(join(root, "models"), file);
    return {
      name: `network of ${role}, with its hash`,
      valid,
      isText: false,
      seconds: SECONDS + 10,
      share: 0.3,
      damage: (bytes, random) => damagedGraph(bytes, random),
      async read(bytes) {
        const { error, name } = await ask({ role, bytes, card });
        if (error === undefined) return;
        const thrown = new Error(error);
        thrown.name = name ?? "Error";
        throw thrown;
      },
    };
  });
  return { kinds: await Promise.all(kinds), close: () => void child?.kill() };
}

/** Bytes at the ends, where the graph stands; most of a network's bytes are weights. */
const GRAPH_BYTES = 16_384;

function damagedGraph(bytes: Uint8Array, random: Random): Uint8Array {
  const place = random.below(3);
  if (place === 0) return damaged(bytes, random, false);
  const cut = place === 1 ? GRAPH_BYTES : bytes.length - GRAPH_BYTES;
  const [head, tail] = [bytes.subarray(0, cut), bytes.subarray(cut)];
  return place === 1
    ? Buffer.concat([damaged(head, random, false), tail])
    : Buffer.concat([head, damaged(tail, random, false)]);
}

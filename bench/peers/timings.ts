// Times of all peers on the same inputs, in rounds: each peer takes its turn in each round.

import type { InputSet } from "./inputs.ts";

/** One library under test. */
export interface Peer {
  readonly name: string;
  /** Analyses all files of a set, one after the other. */
  run(set: InputSet): Promise<PeerRun>;
}

/** The result of one turn. */
export interface PeerRun {
  /** Milliseconds of each file. */
  readonly milliseconds: readonly number[];
  /** Files in which a face was found. */
  readonly found: number;
}

/** Figures of one peer on one set. */
interface PeerFigures {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  /** The median in medians of the first peer. */
  readonly ratio: number;
  readonly found: number;
  readonly of: number;
}

/** Files at the start of each turn that are not counted: caches fill, code is compiled. */
const WARM_UP = 5;

/** Lets all peers take turns. The first one is what the others are compared with. */
export async function timePeers(
  peers: readonly Peer[],
  sets: readonly InputSet[],
  rounds: number,
): Promise<Record<string, Record<string, PeerFigures>>> {
  const figures: Record<string, Record<string, PeerFigures>> = {};
  for (const set of sets) {
    const times = peers.map((): number[] => []);
    const found = peers.map(() => 0);
    for (let round = 0; round < rounds; round++) {
      for (const [k, peer] of peers.entries()) {
        const run = await peer.run(set);
        const counted = run.milliseconds.slice(Math.min(WARM_UP, set.files.length >> 1));
        times[k]?.push(...counted);
        found[k] = run.found;
      }
    }
    const first = quantile(times[0] ?? [], 0.5);
    figures[set.kind] = Object.fromEntries(
      peers.map(({ name }, k) => {
        const own = times[k] ?? [];
        const median = quantile(own, 0.5);
        const spread = { p10: quantile(own, 0.1), p90: quantile(own, 0.9) };
        const of = set.files.length;
        return [name, { median, ...spread, ratio: median / first, found: found[k] ?? 0, of }];
      }),
    );
  }
  return figures;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((p, q) => p - q);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

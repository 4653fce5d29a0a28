// Which batches a worker can analyse: those whose networks, options and version of Vigil are its own.

import type { AnalyzeRequest } from "../cli/analyzeRequest.ts";
import { settingsOf } from "../cli/plan.ts";
import type { Fleet } from "./fleet.ts";
import type { FleetRequest } from "./submission.ts";

/** A batch with videos that wait, as a worker sees it. */
export interface Batch {
  readonly id: string;
  /** The folder of results on this machine. */
  readonly results: string;
  readonly request: AnalyzeRequest;
  /** The digest of what its results depend on. */
  readonly settings: string;
}

/** A path that has another name on this machine. */
export interface Mount {
  readonly from: string;
  readonly to: string;
}

export interface Batches {
  /** Those with waiting videos that can be analysed here, the oldest first. */
  waiting(): Promise<readonly Batch[]>;
  /** One that `waiting` has returned. */
  get(id: string): Batch;
  /** Whether all their videos have ended. */
  finished(): Promise<boolean>;
}

export function openBatches(
  { database }: Fleet,
  {
    models,
    mounts,
    onWarning,
  }: {
    readonly models: string | undefined;
    readonly mounts: readonly Mount[];
    readonly onWarning: (message: string) => void;
  },
): Batches {
  /** Undefined for one that cannot be analysed here. */
  const known = new Map<string, Batch | undefined>();

  async function learn(id: string): Promise<Batch | undefined> {
    const [row] = await database.query<{
      vigil: string;
      settings: string;
      request: FleetRequest;
      results: string;
    }>("SELECT vigil, settings, request, results FROM vigil_fleet.batch WHERE id = $1", [id]);
    if (row === undefined) return undefined;
    const results = mounted(row.results, mounts);
    const request: AnalyzeRequest = {
      ...row.request,
      models,
      paths: [],
      out: results,
      recursive: false,
    };
    const { video } = await settingsOf(request);
    if (video === row.settings) return { id, results, request, settings: video };
    onWarning(
      `videos for ${row.results} wait for a worker with Vigil ${row.vigil} and the networks they were submitted with`,
    );
    return undefined;
  }
  return {
    waiting: together(async () => {
      const rows = await database.query<{ id: string }>(
        `SELECT id FROM vigil_fleet.batch b WHERE EXISTS
           (SELECT FROM vigil_fleet.video v WHERE v.batch = b.id AND v.state = 'waiting' AND NOT superseded)
         ORDER BY submitted_at`,
      );
      const batches: Batch[] = [];
      for (const { id } of rows) {
        if (!known.has(id)) known.set(id, await learn(id));
        const batch = known.get(id);
        if (batch !== undefined) batches.push(batch);
      }
      return batches;
    }),
    get(id) {
      const batch = known.get(id);
      if (batch === undefined) throw new Error(`The batch ${id} is not known.`);
      return batch;
    },
    finished: together(async () => {
      const rows = await database.query<{ batch: string }>(
        `SELECT DISTINCT batch FROM vigil_fleet.video
         WHERE state IN ('waiting', 'active') AND NOT superseded`,
      );
      // A batch that this worker has not seen yet is not finished either.
      return rows.every(({ batch }) => known.has(batch) && known.get(batch) === undefined);
    }),
  };
}

/** Who asks while a question is on its way gets the same answer: the slots of a worker become idle together. */
export function together<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

/** A path as this machine has it. */
export function mounted(path: string, mounts: readonly Mount[]): string {
  const mount = mounts.find(({ from }) => path === from || path.startsWith(`${from}/`));
  return mount === undefined ? path : mount.to + path.slice(mount.from.length);
}

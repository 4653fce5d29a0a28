// How often two passes over the same photographs agree, by region: the raw share and Cohen's kappa.

import { REGIONS, type Region } from "../../src/landmarks/scheme68.ts";
import type { LabelState } from "./labelFile.ts";

/** The states that two passes gave the 68 landmarks of one photograph. */
interface TwoPasses {
  readonly first: readonly LabelState[];
  readonly second: readonly LabelState[];
}

interface Agreement {
  /** Landmarks that neither pass left unknown. */
  readonly landmarks: number;
  /** Share with the same state; `null` without landmarks. */
  readonly raw: number | null;
  /**
   * Agreement beyond chance (Cohen 1960), from the shares of the states in each pass; `null` without landmarks, and when
   * both passes gave one and the same state everywhere.
   */
  readonly kappa: number | null;
}

export type AgreementByRegion = Readonly<Record<Region | "all", Agreement>>;

/** Agreement over all photographs that have two passes. */
export function agreementOf(passes: readonly TwoPasses[]): AgreementByRegion {
  const within = ([from, to]: readonly [number, number]) =>
    passes.flatMap(({ first, second }) =>
      first.slice(from, to).map((state, k) => [state, second[from + k]] as const),
    );
  const regions = Object.entries(REGIONS).map(([region, range]) => [
    region,
    agreement(within(range)),
  ]);
  return {
    ...(Object.fromEntries(regions) as Record<Region, Agreement>),
    all: agreement(within([0, REGIONS.mouth[1]])),
  };
}

function agreement(pairs: readonly (readonly [LabelState, LabelState])[]): Agreement {
  const known = pairs.filter(([p, q]) => p !== "unknown" && q !== "unknown");
  const total = known.length;
  if (total === 0) return { landmarks: 0, raw: null, kappa: null };
  const raw = known.filter(([p, q]) => p === q).length / total;
  const shareOf = (pass: 0 | 1, state: LabelState) =>
    known.filter((pair) => pair[pass] === state).length / total;
  const states = [...new Set(known.flat())];
  const chance = states.reduce((sum, state) => sum + shareOf(0, state) * shareOf(1, state), 0);
  return { landmarks: total, raw, kappa: chance === 1 ? null : (raw - chance) / (1 - chance) };
}

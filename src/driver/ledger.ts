// The book of events: numbers them, and notes when they are recognised, change their kind and end.

import * as z from "zod";
import type { DriverEvent, DriverEventKind, EventDetail } from "../report.ts";
import { eventSchema } from "../schemas.ts";

/** What a part of the monitor says with a frame about an event in its charge. */
export interface Claim {
  /** Whose event; each slot has at most one that lasts. */
  readonly slot: string;
  readonly kind: DriverEventKind;
  readonly start: number;
  /** Null while it lasts. */
  readonly end: number | null;
  /** The last time at which there was evidence: its end, should the view be lost for good. */
  readonly until: number;
  readonly confidence: number;
  readonly evidence: { readonly frames: number; readonly valid: number };
  /** How grave among its kind: 0, 1 … */
  readonly grade?: number;
  readonly detail?: EventDetail;
}

const entrySchema = z.object({ slot: z.string(), until: z.number(), event: eventSchema });

export const ledgerSchema = z.object({
  next: z.int().positive(),
  open: z.array(entrySchema).readonly(),
});

export type Ledger = {
  readonly next: number;
  readonly open: readonly {
    readonly slot: string;
    readonly until: number;
    readonly event: DriverEvent;
  }[];
};

export const EMPTY_LEDGER: Ledger = { next: 1, open: [] };

/** An event with the claim that it comes from. */
export interface Settled {
  readonly event: DriverEvent;
  readonly claim: Claim;
}

/**
 * Enters a frame's claims. Events that last are claimed with each frame; one that is not claimed any more has
 * ended when there was last evidence of it.
 */
export function settle(
  ledger: Ledger,
  claims: readonly Claim[],
): { ledger: Ledger; changed: DriverEvent[]; settled: Settled[] } {
  let { next } = ledger;
  const isClaimed = ({ slot }: Ledger["open"][number]) =>
    claims.some((claim) => claim.slot === slot);
  let open = ledger.open.filter(isClaimed);
  const given = ledger.open.filter((entry) => !isClaimed(entry));
  const changed = given.map(({ event, until }): DriverEvent => ({ ...event, end: until }));
  const settled: Settled[] = [];
  for (const claim of claims) {
    const { slot, kind, start, end, until, evidence, detail } = claim;
    const known = open.find((entry) => entry.slot === slot)?.event;
    const event: DriverEvent = {
      id: known?.id ?? next++,
      kind,
      start,
      end,
      confidence: Math.min(Math.max(claim.confidence, 0), 1),
      evidence,
      detail,
    };
    if (known === undefined || known.kind !== kind || end !== null) changed.push(event);
    settled.push({ event, claim });
    const entry = { slot, until, event };
    if (end !== null) open = open.filter((other) => other.slot !== slot);
    else if (known === undefined) open = [...open, entry];
    else open = open.map((other) => (other.slot === slot ? entry : other));
  }
  return { ledger: { next, open }, changed, settled };
}

/** Ends all that lasts, each when there was last evidence of it. */
export function closeAll(ledger: Ledger): { ledger: Ledger; changed: DriverEvent[] } {
  return {
    ledger: { next: ledger.next, open: [] },
    changed: ledger.open.map(({ event, until }) => ({ ...event, end: until })),
  };
}

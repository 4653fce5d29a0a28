// Matches detected events with ground-truth events.

import * as z from "zod";
import {
  atLeastZero,
  check,
  finite,
  mustBe,
  optionsSchema,
  share,
  text,
} from "../../src/options.ts";

/** The parts of an event that are compared. */
export interface TimedEvent {
  readonly kind: string;
  readonly start: number;
  /** `null` when it lasted until the end of the recording. */
  readonly end: number | null;
}

const eventsSchema = z.array(
  z.object(
    { kind: text, start: finite, end: finite.nullable() },
    mustBe("an event with kind, start and end"),
  ),
  mustBe("an array of events"),
);

const optionsToMatch = optionsSchema({ overlap: share, onset: atLeastZero });

const scoreSchema = z.record(
  text,
  z.object(
    {
      truth: atLeastZero,
      found: atLeastZero,
      matched: atLeastZero,
      onsetErrors: z.array(finite),
    },
    mustBe("a score of events"),
  ),
  mustBe("scores by kind"),
);

/** How well the events of one kind were detected. */
export interface EventScore {
  readonly truth: number;
  readonly found: number;
  readonly matched: number;
  /** `null` when no event was detected. */
  readonly precision: number | null;
  /** `null` when there is no event in the ground truth. */
  readonly recall: number | null;
  /** Detected start − true start of each matched pair, seconds. Negative: detected too early. */
  readonly onsetErrors: readonly number[];
}

export interface EventMatch<Truth extends TimedEvent, Found extends TimedEvent> {
  readonly byKind: Readonly<Record<string, EventScore>>;
  readonly pairs: readonly { readonly truth: Truth; readonly found: Found }[];
  readonly missed: readonly Truth[];
  readonly falsePositives: readonly Found[];
}

export interface MatchOptions {
  /** Two events match when the intersection over union of their times is at least this; default 0.5. */
  readonly overlap?: number;
  /** They also match when their starts differ by at most this, seconds; default 0.25. */
  readonly onset?: number;
}

/**
 * Matches events of the same kind. Two events match when their times overlap enough, or when they start at nearly the same
 * time. Pairs with the largest overlap are taken first; each event is in one pair at most. Times are in seconds.
 *
 * @throws {RangeError} naming the first malformed event or option.
 * @example
 * matchEvents(
 *   [{ kind: "blink", start: 1, end: 1.2 }],
 *   [{ kind: "blink", start: 1.1, end: 1.2 }, { kind: "yawn", start: 5, end: 7 }],
 * ).byKind
 * // {
 * //   blink: { truth: 1, found: 1, matched: 1, precision: 1, recall: 1, onsetErrors: [ 0.10000000000000009 ] },
 * //   yawn: { truth: 0, found: 1, matched: 0, precision: 0, recall: null, onsetErrors: [] }
 * // }
 */
export function matchEvents<Truth extends TimedEvent, Found extends TimedEvent>(
  truth: readonly Truth[],
  found: readonly Found[],
  options: MatchOptions = {},
): EventMatch<Truth, Found> {
  check(eventsSchema, truth, "The true events");
  check(eventsSchema, found, "The events found");
  const { overlap = 0.5, onset = 0.25 } = check(optionsToMatch, options, "The option");
  const candidates = truth.flatMap((t) =>
    found
      .filter((f) => f.kind === t.kind)
      .map((f) => ({
        truth: t,
        found: f,
        shared: sharedTime(t, f),
        apart: Math.abs(f.start - t.start),
      }))
      .filter(({ shared, apart }) => shared >= overlap || apart <= onset),
  );
  const pairs: { truth: Truth; found: Found }[] = [];
  const taken = new Set<Truth | Found>();
  for (const pair of candidates.toSorted((p, q) => q.shared - p.shared || p.apart - q.apart)) {
    if (taken.has(pair.truth) || taken.has(pair.found)) continue;
    taken.add(pair.truth).add(pair.found);
    pairs.push({ truth: pair.truth, found: pair.found });
  }
  const kinds = [...new Set([...truth, ...found].map(({ kind }) => kind))].toSorted();
  return {
    byKind: Object.fromEntries(kinds.map((kind) => [kind, scoreOf(kind, truth, found, pairs)])),
    pairs,
    missed: truth.filter((event) => !taken.has(event)),
    falsePositives: found.filter((event) => !taken.has(event)),
  };
}

/**
 * Adds the scores of several recordings, kind by kind.
 *
 * @throws {RangeError} naming the first malformed score.
 */
export function sumScores(
  scores: readonly Readonly<Record<string, EventScore>>[],
): Record<string, EventScore> {
  check(z.array(scoreSchema, mustBe("an array of scores")), scores, "The scores");
  const kinds = [...new Set(scores.flatMap((score) => Object.keys(score)))].toSorted();
  return Object.fromEntries(
    kinds.map((kind) => {
      const parts = scores.flatMap((score) => score[kind] ?? []);
      const total = (name: "truth" | "found" | "matched") =>
        parts.reduce((sum, part) => sum + part[name], 0);
      return [
        kind,
        withShares(
          total("truth"),
          total("found"),
          total("matched"),
          parts.flatMap(({ onsetErrors }) => onsetErrors),
        ),
      ];
    }),
  );
}

function scoreOf(
  kind: string,
  truth: readonly TimedEvent[],
  found: readonly TimedEvent[],
  pairs: readonly { truth: TimedEvent; found: TimedEvent }[],
): EventScore {
  const own = pairs.filter((pair) => pair.truth.kind === kind);
  return withShares(
    truth.filter((event) => event.kind === kind).length,
    found.filter((event) => event.kind === kind).length,
    own.length,
    own.map((pair) => pair.found.start - pair.truth.start),
  );
}

function withShares(
  truth: number,
  found: number,
  matched: number,
  onsetErrors: readonly number[],
): EventScore {
  return {
    truth,
    found,
    matched,
    precision: found === 0 ? null : matched / found,
    recall: truth === 0 ? null : matched / truth,
    onsetErrors,
  };
}

function sharedTime(p: TimedEvent, q: TimedEvent): number {
  const [pEnd, qEnd] = [p.end ?? q.end ?? p.start, q.end ?? p.end ?? q.start];
  const shared = Math.min(pEnd, qEnd) - Math.max(p.start, q.start);
  const whole = Math.max(pEnd, qEnd) - Math.min(p.start, q.start);
  return whole > 0 ? Math.max(shared, 0) / whole : 0;
}

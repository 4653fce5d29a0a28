// Times of a session without images, found from the times of its frames, in bounded memory.

/** A time between two frames, or before the first or after the last one, from which there are no images. Seconds. */
export interface TimeGap {
  readonly from: number;
  readonly to: number;
}

export interface GapRecorder {
  /** Takes in the timestamp of the next frame. */
  add(timestamp: number): void;
  /** In the order of time. */
  gaps(): readonly TimeGap[];
  /** Everything that is kept, as plain data. A recorder made from it continues as this one would. */
  save(): SavedGaps;
}

export interface SavedGaps {
  readonly gaps: readonly TimeGap[];
  readonly last: number | null;
  /** The usual seconds between two frames; null before the third frame. */
  readonly usual: number | null;
  /** The time between the first two frames, which is judged when the third one has come. */
  readonly first: TimeGap | null;
}

/** A shorter time without images is not listed: a slow analysis skips as much. */
const SHORTEST = 2;
/** A gap is at least so many times as long as the usual time between two frames. */
const TIMES_USUAL = 4;
/** The share by which the usual time follows the last one, which counts as at most twice the usual time. */
const FOLLOWING = 0.1;
/** So many gaps are kept, the longest ones: a camera with a bad connection makes thousands in a day. */
const MOST = 500;

/** Begins to record. @param saved what `save` returned, to continue from there. */
export function recordGaps(saved?: SavedGaps): GapRecorder {
  let gaps: readonly TimeGap[] = saved?.gaps ?? [];
  let { last = null, usual = null, first = null } = saved ?? {};
  const take = (gap: TimeGap, typical: number): void => {
    if (isGap(gap.to - gap.from, typical)) gaps = longest([...gaps, gap]);
  };
  return {
    add(timestamp) {
      const gap = last !== null && timestamp > last ? { from: last, to: timestamp } : null;
      last = timestamp;
      if (gap === null) return;
      const elapsed = gap.to - gap.from;
      if (usual !== null) {
        take(gap, usual);
        usual += FOLLOWING * (Math.min(elapsed, 2 * usual) - usual);
      } else if (first === null) first = gap;
      else {
        usual = Math.min(elapsed, first.to - first.from);
        take(first, usual);
        take(gap, usual);
        first = null;
      }
    },
    gaps: () => (first !== null && isGap(first.to - first.from) ? [first] : gaps),
    save: () => ({ gaps, last, usual, first }),
  };
}

/** Whether nothing came for so long that it is listed. @param usual seconds between two frames, where known. */
export function isGap(elapsed: number, usual: number | null = null): boolean {
  return elapsed >= SHORTEST && elapsed >= TIMES_USUAL * (usual ?? 0);
}

function longest(gaps: readonly TimeGap[]): readonly TimeGap[] {
  if (gaps.length <= MOST) return gaps;
  const length = ({ from, to }: TimeGap): number => to - from;
  const shortest = gaps.reduce((p, q) => (length(q) < length(p) ? q : p));
  return gaps.filter((gap) => gap !== shortest);
}

// Short dips of the lids, as the gaze network sees them. It follows fast or half shut blinks that the eye-state network
// calls open: for a moment, lids that are lowered and lids that are shut mean the same.

import * as z from "zod";
import { marginConfidence } from "./confidence.ts";
import { BLINK, TYPICAL_ERROR } from "./constants.ts";
import { crossingTime, type EndedEpisode, episodeSchema, updateEpisode } from "./episode.ts";
import type { FrameStep } from "./measured.ts";

export const dipSchema = z.object({
  episode: episodeSchema,
  /** The highest probability of shut so far: a look down by the eyes has none. */
  shut: z.number(),
  /** Whether the lids were seen up before. */
  sawClosing: z.boolean(),
  /** Whether the eyes were also closed by the eye-state network and the landmarks, which then decide. */
  isClosure: z.boolean(),
});

export type Dip = Readonly<z.infer<typeof dipSchema>>;

/**
 * Takes in one frame.
 *
 * @param closed whether a closure lasts, or ends with this frame.
 * @returns the dip that lasts, and the blink that has ended: lids that went down and up again at once.
 */
export function updateDip(
  dip: Dip | null,
  { now, before, profile }: FrameStep,
  closed: boolean,
): { readonly dip: Dip | null; readonly blink: EndedEpisode | null } {
  const level = BLINK.lidsDown;
  const down = now.gazeLids?.down ?? null;
  const { episode, ended } = updateEpisode(
    dip?.episode ?? null,
    {
      time: now.time,
      previous: before?.time ?? null,
      holds: down === null ? null : down >= level,
      confidence:
        now.eyesConfidence * marginConfidence((down ?? 0) - level / 2, TYPICAL_ERROR.eyeClosure),
      level: down ?? 0,
      crossing: crossingTime(
        before && { time: before.time, value: before.gazeLids?.down ?? null },
        { time: now.time, value: down },
        level / 2,
      ),
    },
    { unseen: 0, pause: 0 },
  );
  const isClosure = closed || (dip?.isClosure ?? false);
  const seconds = ended === null ? 0 : ended.end - ended.start;
  const isBlink =
    dip?.sawClosing === true &&
    dip.shut >= BLINK.leastShut &&
    !isClosure &&
    down !== null &&
    ended?.last === before?.time &&
    seconds >= profile.closure.shortest &&
    seconds <= BLINK.longestDip;
  const sawClosing = dip?.sawClosing ?? (before?.gazeLids ?? null) !== null;
  const shut = Math.max(dip?.shut ?? 0, now.gazeLids?.shut ?? 0);
  return {
    dip: episode === null ? null : { episode, shut, sawClosing, isClosure },
    blink: isBlink ? ended : null,
  };
}

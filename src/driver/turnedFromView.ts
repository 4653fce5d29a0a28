// A head that turned so far from the camera that nothing of it can be measured: it still looks away. A camera on the pillar
// sees no face of a driver who turns to the passenger.

import * as z from "zod";
import type { Attention } from "../report.ts";
import { UNKNOWN_ATTENTION } from "./attention.ts";
import { TURNED } from "./constants.ts";

export const turnedFromViewSchema = z.object({
  /** When the head was last seen, and how certain it was then that it pointed away. */
  since: z.number(),
  confidence: z.number(),
});

type TurnedFromView = Readonly<z.infer<typeof turnedFromViewSchema>>;

/** What the frame before shows of the head. */
interface Seen {
  readonly time: number;
  readonly attention: Attention;
  readonly attentionConfidence: number;
  readonly head: { readonly yaw: number } | null;
  /** The head's yaw relative to the camera; null when unknown. */
  readonly cameraYaw: number | null;
  readonly turnedFromView: TurnedFromView | null;
}

/** The attention of a head that turned out of view; nothing for any other. */
export function attentionOutOfView(time: number, before: Seen | null) {
  const turned = turnedFromView(time, before);
  if (turned === null) return {};
  return {
    ...UNKNOWN_ATTENTION,
    attention: "away",
    attentionConfidence: turned.confidence,
    attentionBy: "head",
    turnedFromView: turned,
  } as const;
}

/**
 * Whether a head that cannot be measured in this frame has turned out of view. It was last seen pointing away from the road
 * on the far side from the camera, near the end of what can be measured. It counts for as long as the longest limits of
 * looks need, not longer: what the driver does meanwhile is not seen.
 */
function turnedFromView(time: number, before: Seen | null): TurnedFromView | null {
  if (before === null) return null;
  const { head, cameraYaw, attention } = before;
  if (head === null || cameraYaw === null) {
    const lasting = before.turnedFromView;
    return lasting !== null && time - lasting.since <= TURNED.longest ? lasting : null;
  }
  const isAtEnd = Math.abs(cameraYaw) >= TURNED.cameraYaw && cameraYaw * head.yaw > 0;
  return isAtEnd && attention === "away"
    ? { since: before.time, confidence: TURNED.confidence * before.attentionConfidence }
    : null;
}

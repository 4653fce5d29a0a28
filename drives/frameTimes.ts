// The times of a script's frames: with jitter, lost frames and gaps.

import { mixSeed, randomFrom } from "../src/math/random.ts";
import type { DriverScript } from "./driverScript.ts";

/** A frame that arrives. */
export interface FrameTime {
  /** Counted from 0 over all frames, also those that are lost. */
  readonly index: number;
  /** Seconds. */
  readonly timestamp: number;
}

/** The frames of a script that arrive, in order. Timestamps always grow. */
export function frameTimes({ seed, seconds, frames }: DriverScript): FrameTime[] {
  const random = randomFrom(mixSeed(seed, 21));
  const interval = 1 / frames.rate;
  const times: FrameTime[] = [];
  const count = Math.floor(seconds * frames.rate + 1e-9);
  for (let index = 0; index < count; index++) {
    // Both are drawn for every frame, so that more jitter does not change which frames are lost.
    const late = Math.max(-0.45, Math.min(0.45, frames.jitter * random.normal()));
    const lost = random.chance(frames.dropped);
    const timestamp = (index + (index === 0 ? 0 : late)) * interval;
    const inGap = frames.gaps.some(([from, to]) => timestamp >= from && timestamp < to);
    if (!lost && !inGap) times.push({ index, timestamp });
  }
  return times;
}

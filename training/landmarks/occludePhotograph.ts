// A photograph with seeded objects painted over it.

import type { Frame } from "../../src/image/frame.ts";
import { mixSeed, randomFrom } from "../../src/math/random.ts";
import type { Occluder } from "./augment.ts";
import type { LandmarkSample } from "./dataset.ts";

/** What paints the objects, and the seed that they are drawn from. */
export interface SeededOccluder {
  readonly occluder: Occluder;
  readonly seed: number;
}

/**
 * Paints objects over a copy of a photograph. The objects depend on the seed and the index alone. Flagged as occluded are
 * the landmarks under an object, those outside the image, and those that were flagged before.
 *
 * @throws {RangeError} when the frame is not RGB.
 */
export function occludePhotograph(
  { frame, landmarks, occluded }: LandmarkSample,
  { occluder, seed }: SeededOccluder,
  index: number,
): { readonly frame: Frame; readonly occluded: readonly boolean[] } {
  const { width, height } = frame;
  if (frame.channels !== 3) throw new RangeError("Objects are painted over RGB frames only.");
  const data = new Uint8Array(frame.data);
  const flags = Uint8Array.from(landmarks, ({ x, y }, k) =>
    x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1 && occluded?.[k] !== true ? 0 : 1,
  );
  const coordinates = Float32Array.from(landmarks.flatMap(({ x, y }) => [x, y]));
  occluder(data, width, height, coordinates, flags, randomFrom(mixSeed(seed, index)));
  return { frame: { ...frame, data }, occluded: Array.from(flags, (flag) => flag !== 0) };
}

// A second search in an image where the detector's boxes showed no face: in weaker boxes, and below the strongest one. The
// box of a bowed head often lies on its forehead, and the window around it shows no mouth.

import { type FaceWindow, windowOfBox } from "./landmarks/faceWindow.ts";
import type { Detection } from "./result.ts";
import { isSurelyUpright } from "./turnedFaces.ts";

/** Weak boxes that are looked at, those with the highest scores first. */
const MOST_WEAK = 3;
/** How far below the strongest box a window is placed, in heights of the box. */
const BELOW = 0.4;

/**
 * Looks once more. Only faces that are beyond doubt count: the detector has said little for these windows.
 *
 * @param strong the boxes that showed no face, in descending order of score, like the weaker ones.
 * @param look localises the landmarks in windows; `of` are the detections that led to them.
 */
export async function seekAgain<Face extends Parameters<typeof isSurelyUpright>[0]>(
  strong: readonly Detection[],
  weak: readonly Detection[],
  look: (
    of: readonly Detection[],
    windows: readonly FaceWindow[],
    passes: { readonly secondPass: boolean },
  ) => Promise<Face[]>,
): Promise<Face[]> {
  const weakest = weak.slice(0, MOST_WEAK);
  const [strongest] = strong;
  const below = strongest && {
    ...strongest,
    box: { ...strongest.box, y: strongest.box.y + BELOW * strongest.box.height },
  };
  const boxes = below === undefined ? weakest : [below, ...weakest];
  const faces = await look(
    boxes,
    boxes.map(({ box }) => windowOfBox(box)),
    { secondPass: true },
  );
  return faces.filter(isSurelyUpright);
}

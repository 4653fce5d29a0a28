// The 68 landmarks on an average adult head, in millimetres: what a pose is fitted to.
//
// Measured for this project on the neutral head of ICT-FaceKit (USC Institute for Creative Technologies,
// MIT licence), symmetrised, tipped forward by 4° and rounded to a tenth of a millimetre. The tip sets what
// counts as looking straight: fitted to that head as modelled, the annotated photographs of Helen and AFW,
// most of whose subjects look into the camera, have a median pitch of −4°.

import type { Vector3 } from "./rotation.ts";

/**
 * Landmark k of the 68-point scheme on the head, [x, y, z] in millimetres: x to the subject's left (the
 * picture's right on a frontal face), y down, z away from the camera, so the nose tip has the smallest z.
 * The origin lies midway between the eyes' centres: the rigid middle of the face, near every landmark that
 * counts, so that an error of rotation moves the origin little.
 *
 * Landmarks 0–16 are annotated on the jaw's *visible outline*, which slides over the skin as the head
 * turns; these points hold for a frontal face only (see landmarkWeights.ts).
 */
export const HEAD68: readonly Vector3[] = [
  [-73.6, -6.2, 55.4],
  [-72.8, 15.8, 54.2],
  [-69.4, 35.7, 49.5],
  [-65.6, 55, 44.4],
  [-57.2, 76.9, 36.4],
  [-43, 94.9, 25.4],
  [-30.5, 103, 11.7],
  [-15.4, 107.5, -3],
  [0, 110.7, -4.4],
  [15.4, 107.5, -3],
  [30.5, 103, 11.7],
  [43, 94.9, 25.4],
  [57.2, 76.9, 36.4],
  [65.6, 55, 44.4],
  [69.4, 35.7, 49.5],
  [72.8, 15.8, 54.2],
  [73.6, -6.2, 55.4],
  [-58.2, -18.4, 11.9],
  [-49.3, -25.5, 0.6],
  [-37.9, -27.6, -8],
  [-24.1, -26.6, -14.5],
  [-11.7, -23.6, -16.7],
  [11.7, -23.6, -16.7],
  [24.1, -26.6, -14.5],
  [37.9, -27.6, -8],
  [49.3, -25.5, 0.6],
  [58.2, -18.4, 11.9],
  [0, -1.9, -15.3],
  [0, 9.7, -22.3],
  [0, 20.4, -29.5],
  [0, 33, -36.3],
  [-12.5, 46.9, -13.2],
  [-6, 47.2, -18.7],
  [0, 48, -20.1],
  [6, 47.2, -18.7],
  [12.5, 46.9, -13.2],
  [-44.6, -0.3, 6.2],
  [-38.7, -4.2, -1.7],
  [-27.8, -4.7, -3.4],
  [-18.4, 1.9, 0.4],
  [-27.3, 3.7, -1.7],
  [-38.6, 3.7, 0.2],
  [18.4, 1.9, 0.4],
  [27.8, -4.7, -3.4],
  [38.7, -4.2, -1.7],
  [44.6, -0.3, 6.2],
  [38.6, 3.7, 0.2],
  [27.3, 3.7, -1.7],
  [-25.3, 70.1, -4.8],
  [-17, 63.4, -15.6],
  [-7.3, 60.2, -20.9],
  [0, 60.9, -22],
  [7.3, 60.2, -20.9],
  [17, 63.4, -15.6],
  [25.3, 70.1, -4.8],
  [18, 76, -11.5],
  [10.3, 78.8, -16.2],
  [0, 79.6, -17.8],
  [-10.3, 78.8, -16.2],
  [-18, 76, -11.5],
  [-22.1, 69.8, -4.2],
  [-10, 68.5, -13.9],
  [0, 68.9, -15.8],
  [10, 68.5, -13.9],
  [22.1, 69.8, -4.2],
  [10.7, 69.3, -13.4],
  [0, 69.7, -15.5],
  [-10.7, 69.3, -13.4],
];

// The 68 landmarks on an average adult head, in millimetres: what a pose is fitted to.
//
// Measured for this project on the neutral head of ICT-FaceKit (USC Institute for Creative Technologies,
// MIT licence), symmetrised and rounded to a tenth of a millimetre.

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
  [-73.6, -2.3, 55.7],
  [-72.8, 19.5, 53],
  [-69.4, 39, 46.9],
  [-65.6, 58, 40.5],
  [-57.2, 79.3, 31],
  [-43, 96.5, 18.8],
  [-30.5, 103.5, 4.5],
  [-15.4, 107, -10.5],
  [0, 110.1, -12.1],
  [15.4, 107, -10.5],
  [30.5, 103.5, 4.5],
  [43, 96.5, 18.8],
  [57.2, 79.3, 31],
  [65.6, 58, 40.5],
  [69.4, 39, 46.9],
  [72.8, 19.5, 53],
  [73.6, -2.3, 55.7],
  [-58.2, -17.6, 13.1],
  [-49.3, -25.3, 2.3],
  [-37.9, -28.1, -6],
  [-24.1, -27.5, -12.6],
  [-11.7, -24.7, -15.1],
  [11.7, -24.7, -15.1],
  [24.1, -27.5, -12.6],
  [37.9, -28.1, -6],
  [49.3, -25.3, 2.3],
  [58.2, -17.6, 13.1],
  [0, -3, -15.1],
  [0, 8.1, -23],
  [0, 18.3, -30.8],
  [0, 30.4, -38.5],
  [-12.5, 45.9, -16.5],
  [-6, 45.8, -22],
  [0, 46.5, -23.4],
  [6, 45.8, -22],
  [12.5, 45.9, -16.5],
  [-44.6, 0.1, 6.2],
  [-38.7, -4.3, -1.4],
  [-27.8, -4.9, -3.1],
  [-18.4, 1.9, 0.3],
  [-27.3, 3.6, -1.9],
  [-38.6, 3.7, -0.1],
  [18.4, 1.9, 0.3],
  [27.8, -4.9, -3.1],
  [38.7, -4.3, -1.4],
  [44.6, 0.1, 6.2],
  [38.6, 3.7, -0.1],
  [27.3, 3.6, -1.9],
  [-25.3, 69.6, -9.6],
  [-17, 62.2, -20],
  [-7.3, 58.6, -25.1],
  [0, 59.2, -26.2],
  [7.3, 58.6, -25.1],
  [17, 62.2, -20],
  [25.3, 69.6, -9.6],
  [18, 75, -16.8],
  [10.3, 77.4, -21.7],
  [0, 78.2, -23.3],
  [-10.3, 77.4, -21.7],
  [-18, 75, -16.8],
  [-22.1, 69.3, -9.1],
  [-10, 67.4, -18.6],
  [0, 67.7, -20.6],
  [10, 67.4, -18.6],
  [22.1, 69.3, -9.1],
  [10.7, 68.2, -18.2],
  [0, 68.4, -20.3],
  [-10.7, 68.2, -18.2],
];

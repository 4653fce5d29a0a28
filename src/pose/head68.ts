// The 68 landmarks on an average adult head, in millimetres: the model of the pose fit.
//
// Measured for this project on the neutral head of ICT-FaceKit (USC Institute for Creative Technologies,
// MIT licence), made symmetric, tilted forward by 4° and rounded to a tenth of a millimetre. The tilt defines the
// pitch of 0°: fitted to the head as modelled, the annotated photographs of Helen and AFW, most of whose subjects look
// into the camera, have a median pitch of −4°.
//
// The points were then moved to where annotators of photographs mark them, which differs slightly from the 68 vertices
// of the head model (measured once on rendered faces; training/synthetic/annotation.ts has a newer measurement). Against the ground truth of rendered faces this
// reduces the error of pitch by a quarter. The same photographs then have a median pitch of 2.4°.

import type { Vector3 } from "./rotation.ts";

/**
 * Landmark k of the 68-point scheme on the head, [x, y, z] in millimetres: x to the subject's left (the
 * image's right on a frontal face), y down, z away from the camera, so the nose tip has the smallest z.
 * The origin lies midway between the eyes' centres: a rigid part of the face, near all landmarks with a high
 * weight, so that an error of rotation moves the origin little.
 *
 * Landmarks 0–16 are annotated on the jaw's *visible outline*, which slides over the skin as the head turns. The
 * points given here hold for a frontal face only (see landmarkWeights.ts).
 */
export const HEAD68: readonly Vector3[] = [
  [-77.7, 0.4, 55],
  [-75.1, 21.8, 53.3],
  [-70.4, 41.6, 47.9],
  [-66.6, 59.5, 42.9],
  [-59.3, 77.9, 36.1],
  [-47.2, 92.2, 28.2],
  [-34.1, 100.4, 15.4],
  [-19.1, 106.6, -1.2],
  [0, 110.8, -4.4],
  [19.1, 106.6, -1.2],
  [34.1, 100.4, 15.4],
  [47.2, 92.2, 28.2],
  [59.3, 77.9, 36.1],
  [66.6, 59.5, 42.9],
  [70.4, 41.6, 47.9],
  [75.1, 21.8, 53.3],
  [77.7, 0.4, 55],
  [-60.5, -16.2, 15.6],
  [-51.1, -24.8, 2.7],
  [-38.7, -27.6, -7.5],
  [-26.3, -25.9, -13.9],
  [-15.1, -21.7, -16.2],
  [15.1, -21.7, -16.2],
  [26.3, -25.9, -13.9],
  [38.7, -27.6, -7.5],
  [51.1, -24.8, 2.7],
  [60.5, -16.2, 15.6],
  [0, 0.8, -17.6],
  [0, 13.5, -25.4],
  [0, 25.4, -33.1],
  [0, 35.9, -38.4],
  [-12.2, 45.3, -13.4],
  [-6.6, 46.7, -18.4],
  [0, 48.3, -20.1],
  [6.6, 46.7, -18.4],
  [12.2, 45.3, -13.4],
  [-43.8, 0.2, 6.2],
  [-36.4, -4.7, -1.7],
  [-28.3, -4.7, -3.4],
  [-19.3, 2.3, 0.4],
  [-28.4, 3.7, -1.7],
  [-36.7, 3.2, 0.2],
  [19.3, 2.3, 0.4],
  [28.3, -4.7, -3.4],
  [36.4, -4.7, -1.7],
  [43.8, 0.2, 6.2],
  [36.7, 3.2, 0.2],
  [28.4, 3.7, -1.7],
  [-23.8, 70.3, -4.8],
  [-14.7, 65.1, -15.6],
  [-5.2, 61.8, -20.9],
  [0, 63.2, -22],
  [5.2, 61.8, -20.9],
  [14.7, 65.1, -15.6],
  [23.8, 70.3, -4.8],
  [15.2, 75.1, -11.5],
  [6.9, 77.6, -16.2],
  [0, 77.7, -17.8],
  [-6.9, 77.6, -16.2],
  [-15.2, 75.1, -11.5],
  [-20.9, 69.8, -4.2],
  [-6, 68.5, -13.9],
  [0, 68.3, -15.8],
  [6, 68.5, -13.9],
  [20.9, 69.8, -4.2],
  [6.2, 69.3, -13.4],
  [0, 69.1, -15.5],
  [-6.2, 69.3, -13.4],
];

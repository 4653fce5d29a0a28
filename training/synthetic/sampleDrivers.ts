// Specifications of the shipped sample images.

import type { DriverInCar } from "./driverSpec.ts";

const IMAGE = {
  width: 640,
  height: 480,
  passes: 20,
  exposure: 0.52,
  noise: 2,
  softness: 0.7,
  motion: [0, 0],
  grey: false,
  jpegQuality: 88,
} as const;

/** Weights of the first identity shapes; all others are 0. */
const PERSONS = {
  first: [0.9, -0.7, 0.5, 0.8, -0.6, 0.4, -0.9, 0.3, 0.6, -0.5, 0.7, -0.2, 0.4, 0.9, -0.8, 0.2],
  second: [-1.1, 0.6, -0.4, -0.9, 0.7, 0.5, 0.2, -0.8, 0.3, 0.9, -0.6, 0.5, -0.3, 0.4, 0.6, -0.7],
  third: [0.2, 1.1, 0.9, -0.4, -0.8, -0.6, 0.7, 0.5, -0.9, 0.3, 0.4, -0.8, 0.6, -0.5, 0.3, 0.8],
} as const;

const NOTHING_WORN = { glasses: "none", mask: null, hat: null, scarf: null } as const;

const NO_LAMP = { strength: 0, pupils: "dark" } as const;
const AHEAD = { yaw: 0, pitch: 0 } as const;

/** An attentive driver who looks at the road, slightly past the camera. */
const frontal: DriverInCar = {
  seed: 11,
  frame: 0,
  person: {
    identity: PERSONS.first,
    skin: {
      colour: [0.53, 0.31, 0.22],
      unevenness: 0.5,
      flush: 0.5,
      roughness: 0.45,
      stubble: 0.6,
      lips: 0.35,
      age: 0.35,
    },
    hair: {
      style: "cropped",
      colour: [0.03, 0.019, 0.012],
      length: 1.6,
      recession: 0.3,
      disorder: 0.4,
    },
    brows: { thickness: 1.05, density: 1 },
    beard: { length: 0, fullness: 0 },
    makeUp: 0,
    iris: [0.09, 0.05, 0.025],
  },
  worn: NOTHING_WORN,
  posture: {
    yaw: -6,
    pitch: 5,
    roll: 1.5,
    gaze: { yaw: -2, pitch: -2 },
    expression: { jawOpen: 0.02 },
  },
  hands: [],
  camera: {
    aside: -8,
    above: -4,
    distance: 64,
    fieldOfView: 38,
    headAt: [-0.05, 0.12],
    aperture: 0.25,
    distortion: 0,
  },
  light: {
    environment: "city.hdr",
    turn: 40,
    sky: 1,
    lamp: NO_LAMP,
    sun: { strength: 0, azimuth: 0, elevation: 30 },
  },
  clothes: {
    colour: [0.3, 0.36, 0.46],
    belt: true,
    collar: "shirt",
    pattern: "checks",
    accent: [0.04, 0.07, 0.17],
    closure: "buttons",
  },
  cabin: { trim: [0.3, 0.29, 0.27], seat: [0.06, 0.06, 0.065] },
  image: IMAGE,
};

const sunglasses: DriverInCar = {
  ...frontal,
  seed: 12,
  person: {
    ...frontal.person,
    identity: PERSONS.second,
    skin: { ...frontal.person.skin, colour: [0.29, 0.15, 0.09], stubble: 0.8, flush: 0.2 },
    hair: {
      style: "cropped",
      colour: [0.011, 0.009, 0.008],
      length: 1.1,
      recession: 0.8,
      disorder: 0.3,
    },
    brows: { thickness: 1.2, density: 1.1 },
  },
  worn: { ...NOTHING_WORN, glasses: "sun" },
  posture: { yaw: 12, pitch: 2, roll: -3, gaze: AHEAD, expression: {} },
  camera: { ...frontal.camera, aside: -16, above: 3, headAt: [0.05, 0.1] },
  light: {
    environment: "night.hdr",
    turn: 200,
    sky: 1,
    lamp: NO_LAMP,
    sun: { strength: 3, azimuth: 35, elevation: 25 },
  },
  clothes: {
    colour: [0.42, 0.42, 0.42],
    belt: true,
    collar: "stand",
    pattern: "yoke",
    accent: [0.06, 0.06, 0.07],
    closure: "zip",
  },
  cabin: { trim: [0.1, 0.1, 0.1], seat: [0.2, 0.19, 0.18] },
};

const mask: DriverInCar = {
  ...frontal,
  seed: 13,
  person: {
    ...frontal.person,
    identity: PERSONS.third,
    skin: { ...frontal.person.skin, colour: [0.62, 0.39, 0.29], stubble: 0, flush: 0.7 },
    hair: {
      style: "cropped",
      colour: [0.09, 0.05, 0.025],
      length: 2.4,
      recession: 0,
      disorder: 0.6,
    },
    brows: { thickness: 0.8, density: 0.8 },
    iris: [0.1, 0.15, 0.2],
  },
  worn: { ...NOTHING_WORN, mask: [0.32, 0.53, 0.66] },
  posture: { yaw: -14, pitch: 8, roll: 2, gaze: AHEAD, expression: {} },
  camera: { ...frontal.camera, aside: 4, headAt: [0, 0.08] },
  light: { ...frontal.light, turn: 28 },
  clothes: { colour: [0.3, 0.05, 0.05], belt: true, pattern: "print", accent: [0.7, 0.66, 0.6] },
};

const turned: DriverInCar = {
  ...frontal,
  seed: 14,
  posture: { yaw: 35, pitch: 1, roll: 2, gaze: AHEAD, expression: { jawOpen: 0.05 } },
  camera: { ...frontal.camera, aside: -14, above: 2, headAt: [-0.1, 0.1] },
  light: {
    environment: "city.hdr",
    turn: 250,
    sky: 1,
    lamp: NO_LAMP,
    sun: { strength: 2, azimuth: 70, elevation: 22 },
  },
};

/** The shipped samples by file name without extension. */
export const SAMPLE_DRIVERS: Readonly<Record<string, DriverInCar>> = {
  "driver-frontal": frontal,
  "driver-sunglasses": sunglasses,
  "driver-mask": mask,
  "driver-turned": turned,
};

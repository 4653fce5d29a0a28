// The drives that are rendered and seen through the networks: a part of Euro NCAP's list of looks, and behaviours that must
// not alarm, short enough to be rendered; with clear glasses and without, by day and in infrared light.

import { behaviourScript } from "./behaviours.ts";
import type { DriverScript } from "./driverScript.ts";
import { type Kind, LOOK_PLACES, type LookDriveOptions, lookScript, type Way } from "./looks.ts";

/** Frames show the face and little else. */
const VIEW: LookDriveOptions = {
  frames: { rate: 10 },
  image: { width: 224, height: 256, passes: 1 },
  camera: { place: "column", fieldOfView: 32 },
  analysis: { gaze: {} },
};

const DAY = { environment: "city.hdr", turn: 70 };
const INFRARED = { environment: "night.hdr", turn: 200, lamp: 1 };

/** A person, what he wears, and the light. All drives of a condition have their first frames in common. */
const CONDITIONS: Readonly<Record<string, LookDriveOptions & { readonly seed: number }>> = {
  "none-day": { seed: 1, light: DAY },
  "none-infrared": { seed: 2, light: INFRARED },
  "clear-day": { seed: 3, worn: { glasses: "clear" }, light: DAY },
  "clear-infrared": { seed: 4, worn: { glasses: "clear" }, light: INFRARED },
};

/** The names of places in file names, and in the list. */
const PLACES: Readonly<Record<string, string>> = {
  cluster: "cluster",
  lap: "telephone in the lap",
  mirror: "rear mirror",
  passenger: "passenger's face",
};

/** Short and repeated looks take their turns over the conditions: a repeated look is four times as long as the others. */
const OTHERS: readonly (readonly [condition: string, place: string, way: Way, kind: Kind])[] = [
  ["none-day", "mirror", "owl", "short"],
  ["none-infrared", "cluster", "lizard", "short"],
  ["clear-day", "lap", "lizard", "short"],
  ["clear-infrared", "passenger", "owl", "short"],
  ["none-day", "lap", "lizard", "repeated"],
];

/** The names of behaviours in file names, and in their list. */
const BEHAVIOURS: Readonly<Record<string, string>> = {
  eating: "eating",
  drinking: "drinking",
  talking: "talking",
  laughing: "laughing",
  singing: "singing",
  rubbing: "rubbing the eyes",
  sneezing: "sneezing",
  shoulder: "over the shoulder",
  cluster: "at the cluster for a second",
  mirrors: "mirrors",
};

/** Behaviours take their turns too; most of them are seen in two conditions. */
const AWAKE: Readonly<Record<string, readonly string[]>> = {
  "none-day": ["eating", "laughing", "cluster", "shoulder"],
  "none-infrared": ["talking", "rubbing", "sneezing", "mirrors"],
  "clear-day": ["singing", "rubbing", "drinking", "cluster"],
  "clear-infrared": ["eating", "laughing", "shoulder", "sneezing"],
};

/** Calibration takes 15 s. */
const FIRST = 16;
/** The most seconds of a behaviour. */
const BEHAVIOUR_SECONDS = 12.5;
const AFTER = 0.8;

/** A drive to render: its name is its file's. */
export interface RenderedLook {
  readonly name: string;
  readonly title: string;
  readonly script: DriverScript;
}

/**
 * Every long look in every condition, then some short and repeated ones, and awake drivers who must not alarm. Drives of a
 * condition follow one another.
 */
export function renderedLooks(): RenderedLook[] {
  return Object.keys(CONDITIONS).flatMap((condition) => [
    ...Object.entries(PLACES).flatMap(([place, name]) =>
      placeOf(name).ways.map((way) => lookOf(condition, place, way, "long")),
    ),
    ...OTHERS.filter(([of]) => of === condition).map((look) => lookOf(...look)),
    ...AWAKE[condition].map((behaviour) => awakeOf(condition, behaviour)),
  ]);
}

function placeOf(name: string): (typeof LOOK_PLACES)[number] {
  const place = LOOK_PLACES.find((each) => each.name === name);
  if (place === undefined) throw new RangeError(`There is no place "${name}".`);
  return place;
}

function lookOf(condition: string, place: string, way: Way, kind: Kind): RenderedLook {
  const { seed, ...options } = CONDITIONS[condition];
  const { to } = placeOf(PLACES[place]);
  return {
    title: `${kind} look, ${way}: ${PLACES[place]}`,
    name: `${condition}-${place}-${way}-${kind}`,
    script: lookScript({ to, way, kind, first: FIRST, after: AFTER }, seed, {
      ...VIEW,
      ...options,
    }),
  };
}

function awakeOf(condition: string, behaviour: string): RenderedLook {
  const { seed, ...options } = CONDITIONS[condition];
  const part = { from: FIRST, lasting: BEHAVIOUR_SECONDS };
  return {
    title: `must not alarm: ${BEHAVIOURS[behaviour]}`,
    name: `${condition}-awake-${behaviour}`,
    script: behaviourScript(BEHAVIOURS[behaviour], part, seed, { ...VIEW, ...options }),
  };
}

// From a scripted moment to what the renderer draws: one image specification a frame.

import type { DriverScript } from "../../../drives/driverScript.ts";
import type { Moment } from "../../../drives/moment.ts";
import { scriptCamera, viewpointOf } from "../../../drives/viewpoint.ts";
import { mixSeed } from "../../../src/math/random.ts";
import type { Colour, DriverSpec } from "../driverSpec.ts";
import { randomDriver } from "../randomDriver.ts";

/** The mask that scripts put on: surgical blue. */
const MASK: Colour = [0.3, 0.52, 0.66];
/** The second person leans forward from the middle of the back seat, centimetres, and looks ahead, degrees. */
const COMPANION_PLACE = [-33, -2, -58] as const;
const COMPANION_YAW = 8;
/** Centimetres in a millimetre. */
const CENTIMETRES = 0.1;

/**
 * The image specifications of a script. Person, cabin and light are the same in every frame; what the script leaves
 * open is drawn from its seeds.
 *
 * @returns a function from a moment to its image. `gain` is the exposure that all frames share, once it is metered.
 */
export function sceneOf(
  script: DriverScript,
): (moment: Moment, frame: number, gain?: number) => DriverSpec {
  const base = randomDriver(mixSeed(script.person.seed ?? script.seed, 71), 0);
  const camera = scriptCamera(script);
  const view = viewpointOf(camera, script.image);
  const { light, image } = script;
  const lamp = light.lamp ?? 0;
  const shared = {
    seed: mixSeed(script.seed, 72),
    person: base.person,
    camera,
    clothes: base.clothes,
    // Without the wheel, whose position depends on the camera of the random image.
    cabin: { trim: base.cabin.trim, seat: base.cabin.seat },
    light: {
      environment: light.environment ?? base.light.environment,
      turn: light.turn ?? base.light.turn,
      sky: light.sky ?? 1,
      sun: light.sun ?? { strength: 0, azimuth: 0, elevation: 30 },
      lamp: { strength: lamp, pupils: "dark" },
    },
  } as const;
  const other = randomDriver(mixSeed(script.seed, 73), 0);
  const companion = {
    seed: mixSeed(script.seed, 74),
    person: other.person,
    worn: { glasses: "none", mask: null, hat: null, scarf: null },
    clothes: other.clothes,
    posture: {
      ...view.anglesOf({ yaw: COMPANION_YAW, pitch: 0, roll: 0 }),
      gaze: { yaw: 0, pitch: 0 },
      expression: {},
      place: COMPANION_PLACE,
    },
  } as const;
  return (moment, frame, gain) => ({
    ...shared,
    ...(moment.secondPerson ? { companion } : {}),
    frame,
    worn: {
      glasses: moment.glasses,
      mask: moment.mask ? MASK : null,
      hat: null,
      scarf: null,
    },
    posture: {
      ...view.anglesOf(moment.head),
      gaze: moment.gaze,
      expression: {
        ...moment.expression,
        jawOpen: moment.jaw,
        eyeBlink_L: moment.closure,
        eyeBlink_R: moment.closure,
      },
      place: [
        CENTIMETRES * moment.place[0],
        CENTIMETRES * moment.place[1],
        CENTIMETRES * moment.place[2],
      ],
    },
    hands: moment.hands,
    image: {
      ...image,
      motion: [0, 0],
      grey: image.grey ?? lamp > 0,
      // A camera in a tunnel holds its exposure for a while: less light is a darker image.
      ...(gain === undefined ? {} : { gain: gain * moment.light }),
    },
  });
}

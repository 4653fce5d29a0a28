// A random person on the back seat.

import type { CameraSpec } from "../../drives/viewpoint.ts";
import { mixSeed, type Random, randomFrom } from "../../src/math/random.ts";
import type { DriverSpec } from "./driverSpec.ts";
import { NOTHING_WORN, randomClothes } from "./randomOutfit.ts";
import { randomPerson } from "./randomPerson.ts";
import { randomPosture } from "./randomPosture.ts";

/** Distance from the middle of the head forward to the camera's target, centimetres. */
const AIM = 6;
/** Positions of heads on the back seat, car axes, centimetres. */
const BACK_SEATS = [
  [-80, -6, -84],
  [-34, -7, -84],
  [10, -6, -84],
] as const;

/** With a probability of one tenth, a person on the back seat where the driver does not hide them. */
export function randomCompanion(
  who: number,
  camera: CameraSpec,
  random: Random,
): Pick<DriverSpec, "companion"> {
  const other = mixSeed(who, 75);
  const aside = (camera.aside * Math.PI) / 180;
  const level = camera.distance * Math.cos((camera.above * Math.PI) / 180);
  const [x, z] = [level * Math.sin(aside), AIM + level * Math.cos(aside)];
  const inView = BACK_SEATS.filter((seat) => {
    const off = Math.atan2(seat[0] - x, seat[2] - z) - Math.atan2(-x, AIM - z);
    const share =
      Math.abs(Math.atan2(Math.sin(off), Math.cos(off))) / (camera.fieldOfView * (Math.PI / 360));
    return share > 0.5 && share < 1.1;
  });
  const [seat] = inView;
  if (seat === undefined || !randomFrom(other).chance(0.1)) return {};
  const posture = randomPosture(random);
  return {
    companion: {
      seed: other,
      person: randomPerson(randomFrom(mixSeed(other, 1))),
      worn: { ...NOTHING_WORN, glasses: random.chance(0.3) ? "clear" : "none" },
      posture: {
        ...posture,
        place: [seat[0] + 4 * random.normal(), seat[1] + 3 * random.normal(), seat[2]],
      },
      clothes: { ...randomClothes(randomFrom(mixSeed(other, 2))), belt: false },
    },
  };
}

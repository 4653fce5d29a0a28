// Hands at the head, and the glasses and masks that they put on or take off.

import { levelAt, pulse, type Step } from "./curves.ts";
import { type DriverScript, endOf } from "./driverScript.ts";
import type { Glasses, HandSpec, Moment } from "./moment.ts";

/** A hand's way to a place and back: there within `rise` seconds, gone within `fall`. */
interface HandMove extends Omit<HandSpec, "reach" | "shift" | "turn"> {
  readonly from: number;
  readonly to: number;
  readonly reach: readonly Step[];
}

/** A change of what is worn, at a time at which the hand covers it. */
interface WearChange {
  readonly at: number;
  readonly worn: Partial<Pick<Moment, "glasses" | "mask">>;
}

/** A hand's way up or down takes these seconds, or this share of the action's time where that is less. */
export const HAND_WAY = { seconds: 0.8, share: 0.4 };

/** The share of a yawn's time after which the hand comes up. */
const YAWN_BEFORE_HAND = 0.3;

/** Hands and what is worn at any second of a script. */
export function handsOf(
  script: DriverScript,
): (t: number) => Pick<Moment, "hands" | "glasses" | "mask"> {
  const moves = script.actions.flatMap((action): HandMove[] => {
    const { at: from, for: seconds } = action;
    const to = endOf(action);
    const move = (part: Omit<HandMove, "from" | "to" | "reach">, after = 0): HandMove[] => {
      const way = Math.min(HAND_WAY.seconds, HAND_WAY.share * seconds);
      return [{ ...part, from, to, reach: pulse(from + after, to, 1, way, way) }];
    };
    switch (action.do) {
      case "hand":
        return move({ side: action.side, at: action.place, holds: action.holds });
      case "yawn":
        return action.hand === "none"
          ? []
          : move({ side: action.hand, at: "mouth", holds: "nothing" }, YAWN_BEFORE_HAND * seconds);
      case "put-on":
      case "take-off":
        return move({
          side: action.side,
          at: action.what === "mask" ? "mouth" : "eyes",
          holds: "nothing",
        });
      default:
        return [];
    }
  });
  const changes = wearChanges(script);
  return (t) => ({
    hands: moves
      .filter(({ from, to }) => t > from && t < to)
      .map(({ side, at, holds, reach }) => {
        const share = Math.min(1, Math.max(0, levelAt(reach, t)));
        return { side, at, holds, reach: share, shift: [0, 0, 0], turn: 0 };
      }),
    glasses: script.worn.glasses,
    mask: script.worn.mask,
    ...Object.assign({}, ...changes.filter(({ at }) => t >= at).map(({ worn }) => worn)),
  });
}

function wearChanges({ actions }: DriverScript): WearChange[] {
  return actions
    .flatMap((action): WearChange[] => {
      if (action.do !== "put-on" && action.do !== "take-off") return [];
      const on = action.do === "put-on";
      const at = action.at + action.for / 2;
      if (action.what === "mask") return [{ at, worn: { mask: on } }];
      const kind: Glasses = action.what === "sunglasses" ? "sun" : "clear";
      return [{ at, worn: { glasses: on ? kind : "none" } }];
    })
    .sort((p, q) => p.at - q.at);
}

// Classes of looks, relative to the head: limits between them, and how often the measured direction is in the right one.

import { quantile } from "../../src/math/statistics.ts";
import { meanOrNull, shareOrNull } from "./poseBins.ts";

/** The classes of both axes. The first one has the largest angles (yaw to the person's own left, pitch up). */
export const LOOK_CLASSES = {
  sideways: ["left", "centre", "right"],
  updown: ["up", "level", "down"],
} as const;

export type LookAxis = keyof typeof LOOK_CLASSES;
export type LookClass<Axis extends LookAxis = LookAxis> = (typeof LOOK_CLASSES)[Axis][number];

/** A look whose class is labelled, and its measured angle in degrees; `null` where the gaze is unknown. */
export interface ClassedLook {
  readonly label: LookClass;
  readonly angle: number | null;
}

/** Angles above `high` are of the first class, those below `low` of the last one. Degrees. */
export interface ClassLimits {
  readonly low: number;
  readonly high: number;
}

/** How often measured looks are in the labelled class. */
export interface LookFigures {
  readonly looks: number;
  /** Looks whose gaze is unknown; they count in no share. */
  readonly unknown: number;
  readonly right: number | null;
  /** Mean over the labelled classes of the share that is right: rare classes count as much as frequent ones. */
  readonly right_by_class: number | null;
  /** Share of looks to one side that are measured on the other. */
  readonly opposite: number | null;
  /** Looks by the labelled class, then by the measured one. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Limits are whole degrees up to this. */
const MOST = 30;

/** The class of an angle. */
export function lookClassOf(axis: LookAxis, angle: number, { low, high }: ClassLimits): LookClass {
  const [first, middle, last] = LOOK_CLASSES[axis];
  return angle > high ? first : angle < low ? last : middle;
}

/**
 * The limits with the highest sum of both shares of right looks: over all looks, and the mean over the classes. The first alone
 * would call the few looks up level as well, the second alone would call every second look ahead aside. Of several limits
 * those with the fewest opposite looks, of these the ones in the middle.
 */
export function bestLimits(axis: LookAxis, looks: readonly ClassedLook[]): ClassLimits {
  let [best, fewest]: [number, number] = [-1, 0];
  let limits: ClassLimits[] = [];
  for (let low = -MOST; low <= 0; low++) {
    for (let high = 0; high <= MOST; high++) {
      const { known, right, rightByClass, opposite } = countLooks(axis, looks, { low, high });
      const share = right / Math.max(known, 1) + (rightByClass ?? 0);
      if (share < best || (share === best && opposite > fewest)) continue;
      if (share > best || opposite < fewest) limits = [];
      [best, fewest] = [share, opposite];
      limits.push({ low, high });
    }
  }
  const middle = (value: (each: ClassLimits) => number) =>
    Math.round(quantile(limits.map(value), 0.5));
  return { low: middle(({ low }) => low), high: middle(({ high }) => high) };
}

/** Figures of looks with given limits. */
export function lookFigures(
  axis: LookAxis,
  looks: readonly ClassedLook[],
  limits: ClassLimits,
): LookFigures {
  const { known, right, rightByClass, opposite } = countLooks(axis, looks, limits);
  const names: readonly LookClass[] = LOOK_CLASSES[axis];
  const count = (label: LookClass, found: LookClass) =>
    looks.filter(
      (look) =>
        look.label === label &&
        look.angle !== null &&
        lookClassOf(axis, look.angle, limits) === found,
    ).length;
  return {
    looks: looks.length,
    unknown: looks.length - known,
    right: shareOrNull(right, known),
    right_by_class: rightByClass,
    opposite: shareOrNull(opposite, known),
    confusion: Object.fromEntries(
      names.map((label) => [
        label,
        Object.fromEntries(names.map((found) => [found, count(label, found)])),
      ]),
    ),
  };
}

/** Whether two classes are the two sides of an axis. */
export function areOpposite(axis: LookAxis, p: LookClass, q: LookClass): boolean {
  const middle = LOOK_CLASSES[axis][1];
  return p !== q && p !== middle && q !== middle;
}

function countLooks(axis: LookAxis, looks: readonly ClassedLook[], limits: ClassLimits) {
  const found = looks.flatMap(({ label, angle }) =>
    angle === null ? [] : [{ label, found: lookClassOf(axis, angle, limits) }],
  );
  const right = found.filter((look) => look.found === look.label);
  const shares = LOOK_CLASSES[axis].flatMap((name) => {
    const isOwn = ({ label }: { readonly label: LookClass }) => label === name;
    const own = found.filter(isOwn).length;
    return own === 0 ? [] : [right.filter(isOwn).length / own];
  });
  return {
    known: found.length,
    right: right.length,
    rightByClass: meanOrNull(shares),
    opposite: found.filter((look) => areOpposite(axis, look.found, look.label)).length,
  };
}

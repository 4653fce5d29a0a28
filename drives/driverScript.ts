// The script of a drive: the driver, the camera, the analysis, and what the driver does at which time.

import * as z from "zod";
import { actionSchema, type BodyPart, type DriverAction, partsOf } from "./actions.ts";
import { GLASSES } from "./moment.ts";

const share = z.number().min(0).max(1);
const degrees = z.number().min(-180).max(180);

/** Where cameras are built in: degrees to the driver's left and up, centimetres. */
export const CAMERA_PLACES = {
  column: { aside: 4, above: -14, distance: 62 },
  mirror: { aside: -34, above: 10, distance: 75 },
  pillar: { aside: 38, above: 5, distance: 68 },
} as const;

const framesSchema = z.strictObject({
  /** Frames a second, on average. */
  rate: z.number().min(1).max(120).default(15),
  /** Standard deviation of a frame's time, as a share of the time between frames. */
  jitter: z.number().min(0).max(0.4).default(0),
  /** The share of frames that never arrive. */
  dropped: share.max(0.9).default(0),
  /** Times without any frame: seconds, from and to. */
  gaps: z.array(z.tuple([z.number().nonnegative(), z.number().positive()])).default([]),
});

const imageSchema = z.strictObject({
  width: z.int().min(64).max(1920).default(320),
  height: z.int().min(64).max(1080).default(240),
  passes: z.int().min(1).max(256).default(6),
  exposure: z.number().min(0.05).max(0.95).default(0.5),
  noise: z.number().min(0).max(20).default(2),
  softness: z.number().min(0).max(4).default(0.6),
  grey: z.boolean().optional(),
  jpegQuality: z.int().min(20).max(100).default(90),
});

/** km/h of the whole drive, or a list of `[from second, km/h]`. */
const speedSchema = z.union([
  z.number().nonnegative(),
  z.array(z.tuple([z.number().nonnegative(), z.number().nonnegative()])).min(1),
]);

const headerShape = {
  schema: z.literal("vigil-driver-script"),
  version: z.literal(2),
  /** What happens, in a sentence. */
  title: z.string().min(1),
  /** Seed of everything that the script does not state. */
  seed: z.int().nonnegative().default(1),
  seconds: z.number().positive().max(3600),
  frames: framesSchema.default({ rate: 15, jitter: 0, dropped: 0, gaps: [] }),
  image: imageSchema.prefault({}),
  person: z
    .strictObject({
      /** Seed of the rendered person. Default: the script's seed. */
      seed: z.int().nonnegative().optional(),
      /** Openness (opening ÷ width) that landmarks show of this driver's eyes when open and when shut. */
      openEye: z.number().positive().max(1).optional(),
      shutEye: z.number().nonnegative().max(1).optional(),
      /** Openness of the mouth at rest. */
      restingMouth: z.number().nonnegative().max(1).optional(),
    })
    .prefault({}),
  /** Whether the driver blinks, sways, breathes and looks about without an action for it. */
  involuntary: z.boolean().default(true),
  /** What the driver wears from the start. */
  worn: z
    .strictObject({
      glasses: z.enum(GLASSES).default("none"),
      mask: z.boolean().default(false),
    })
    .prefault({}),
  camera: z
    .strictObject({
      place: z.enum(["column", "mirror", "pillar"]).default("column"),
      aside: degrees.optional(),
      above: degrees.optional(),
      distance: z.number().min(30).max(200).optional(),
      fieldOfView: z.number().min(10).max(100).optional(),
      headAt: z.tuple([z.number().min(-1).max(1), z.number().min(-1).max(1)]).default([0, 0.05]),
    })
    .prefault({}),
  /** Missing fields are drawn from the seed. */
  light: z
    .strictObject({
      environment: z.string().optional(),
      turn: z.number().min(-360).max(360).optional(),
      sky: share.optional(),
      sun: z
        .strictObject({
          strength: z.number().min(0).max(10),
          azimuth: degrees,
          elevation: degrees,
        })
        .optional(),
      /** An infrared lamp at the camera; images are then grey. */
      lamp: z.number().min(0).max(10).optional(),
    })
    .prefault({}),
  /** The vehicle's speed; unknown when missing. */
  speed: speedSchema.optional(),
  /** What `observations` imitates of an analysis. Errors are standard deviations. */
  analysis: z
    .strictObject({
      /** Of visible landmarks, as a share of the face box's width; occluded ones err three times as much. */
      landmarkError: z.number().nonnegative().max(0.1).default(0.008),
      /** Of the openness of eyes and mouth. */
      opennessError: z.number().nonnegative().max(0.5).default(0),
      /** Of the head's yaw and pitch, degrees. */
      angleError: z.number().nonnegative().max(20).default(0),
      /** Whether there is an eye-state network. */
      eyeState: z.boolean().default(false),
      /** The estimate of gaze; missing for an analysis without one. */
      gaze: z
        .strictObject({
          /** Of one eye's yaw and pitch in a frame, degrees; harder views err more. */
          error: z.number().nonnegative().max(30).default(3),
          /** Of this person's constant offset, degrees. */
          offset: z.number().nonnegative().max(20).default(3),
          /** Of the factor by which this person's turns of the eyes are over- or underestimated. */
          gain: z.number().nonnegative().max(0.5).default(0.08),
        })
        .optional(),
    })
    .prefault({}),
  actions: z.array(actionSchema),
};

const driverScriptSchema = z.strictObject(headerShape).superRefine((script, context) => {
  for (const { index, message } of problemsOf(script.actions, script.seconds, script.worn)) {
    context.addIssue({ code: "custom", path: ["actions", index], message });
  }
});

export type DriverScript = z.infer<typeof driverScriptSchema>;

/** A script before its check: fields with a default may be missing. */
export type ScriptInput = z.input<typeof driverScriptSchema>;
export type ActionInput = ScriptInput["actions"][number];

/**
 * A script written in code.
 *
 * @throws {z.ZodError} that names every field that is missing, wrong, unknown or impossible.
 */
export function driverScript(
  input: Omit<ScriptInput, "schema" | "version" | "title">,
): DriverScript {
  return driverScriptSchema.parse({
    schema: "vigil-driver-script",
    version: 2,
    title: "A drive made by code",
    ...input,
  });
}

interface Problem {
  readonly index: number;
  readonly message: string;
}

/** Actions that are valid alone, but overlap others or end after the script. */
function problemsOf(
  actions: readonly DriverAction[],
  seconds: number,
  worn: { readonly glasses: string; readonly mask: boolean },
): Problem[] {
  const problems: Problem[] = [];
  const taken: { part: BodyPart; index: number; action: DriverAction }[] = [];
  actions.forEach((action, index) => {
    if (endOf(action) > seconds + 1e-6) {
      problems.push({ index, message: `"${action.do}" ends after the script's ${seconds} s` });
    }
    for (const part of partsOf(action)) {
      const other = taken.find(
        (earlier) =>
          earlier.part === part &&
          earlier.action.at < endOf(action) - 1e-6 &&
          action.at < endOf(earlier.action) - 1e-6,
      );
      if (other !== undefined) {
        const time = `${other.action.at} to ${endOf(other.action)} s`;
        problems.push({
          index,
          message: `"${action.do}" at ${action.at} s needs the ${part}, taken by "${other.action.do}" (actions.${other.index}) from ${time}`,
        });
      }
      taken.push({ part, index, action });
    }
  });
  return [...problems, ...wearingProblems(actions, worn)];
}

function wearingProblems(
  actions: readonly DriverAction[],
  worn: { readonly glasses: string; readonly mask: boolean },
): Problem[] {
  const problems: Problem[] = [];
  let glasses = worn.glasses !== "none";
  let mask = worn.mask;
  const order = [...actions.entries()].sort(([, p], [, q]) => p.at - q.at);
  for (const [index, action] of order) {
    if (action.do !== "put-on" && action.do !== "take-off") continue;
    const wears = action.what === "mask" ? mask : glasses;
    if (wears === (action.do === "put-on")) {
      const thing = action.what === "mask" ? "mask" : "glasses";
      const state = wears ? `${thing} worn already` : `no ${thing} worn`;
      problems.push({ index, message: `"${action.do}" of ${action.what}: ${state}` });
    }
    if (action.what === "mask") mask = action.do === "put-on";
    else glasses = action.do === "put-on";
  }
  return problems;
}

/** The second at which an action is over. */
export function endOf(action: DriverAction): number {
  return action.at + action.for;
}

/** The vehicle's speed at second `t` in km/h; undefined when unknown. */
export function speedAt({ speed }: DriverScript, t: number): number | undefined {
  if (speed === undefined || typeof speed === "number") return speed;
  return speed.findLast(([from]) => t >= from)?.[1];
}

/**
 * Reads a script. Times are seconds, angles degrees.
 *
 * @param text JSON, as docs/driver-scripts.md describes it; version 1 is converted.
 * @param name what to call it in messages, such as its path.
 * @throws {Error} that names every field that is missing, wrong, unknown or impossible.
 * @example
 * const text = await readFile("drives/scenarios/microsleep.json", "utf8");
 * const script = parseDriverScript(text, "microsleep.json");
 * script.actions[2]; // { do: "microsleep", at: 26, for: 2.4, headDrop: 6 }
 */
export function parseDriverScript(text: string, name: string): DriverScript {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`The script ${name} is not JSON: ${String(cause)}`, { cause });
  }
  return checkDriverScript(json, name);
}

/** Checks a script's parsed JSON; version 1 is converted. @throws {Error} as `parseDriverScript` does. */
export function checkDriverScript(json: unknown, name: string): DriverScript {
  const parsed = driverScriptSchema.safeParse(upgraded(json));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    return `  ${path.length > 0 ? path.join(".") : "the script"}: ${message}`;
  });
  throw new Error(`The script ${name} has mistakes:\n${problems.join("\n")}`);
}

/** Version 1 had `picture` in place of `image`, and in `person` the number that is now `person.seed`. */
function upgraded(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return json;
  const script: Record<string, unknown> = { ...json };
  if (script["version"] !== 1) return json;
  const { picture, person, ...same } = script;
  return {
    image: picture,
    ...same,
    version: 2,
    person: { seed: person },
  };
}

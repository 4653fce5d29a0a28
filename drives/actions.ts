// What a scripted driver can do: one schema for each action, and the parts of the body that each one needs.

import * as z from "zod";
import { HAND_PLACES } from "./moment.ts";

/** Seconds from the script's start. */
const at = z.number().nonnegative();
/** Seconds that an action takes, the way there and back included. */
const lasting = (least: number, usual: number) => z.number().min(least).default(usual);
const side = z.enum(["left", "right"]);
const share = z.number().min(0).max(1);

/** Where drivers look, in degrees from straight ahead: yaw to their left, pitch up. The wheel is on the left. */
export const GLANCE_TARGETS = {
  mirror: { yaw: -36, pitch: 10 },
  "left-mirror": { yaw: 40, pitch: -10 },
  "right-mirror": { yaw: -52, pitch: -9 },
  "left-shoulder": { yaw: 80, pitch: -4 },
  "right-shoulder": { yaw: -80, pitch: -4 },
  instruments: { yaw: 0, pitch: -20 },
  console: { yaw: -30, pitch: -30 },
  knee: { yaw: -10, pitch: -52 },
  passenger: { yaw: -65, pitch: -2 },
} as const;

export type GlanceTarget = keyof typeof GLANCE_TARGETS;
const targets = Object.keys(GLANCE_TARGETS) as [GlanceTarget, ...GlanceTarget[]];

const direction = z.strictObject({
  yaw: z.number().min(-100).max(100),
  pitch: z.number().min(-70).max(50),
});

export const actionSchema = z.discriminatedUnion("do", [
  /** Attentive driving: sets how often the driver blinks while it lasts. */
  z.strictObject({
    do: z.literal("drive"),
    at,
    for: z.number().positive(),
    blinksPerMinute: z.number().min(0).max(60).default(15),
  }),
  z.strictObject({ do: z.literal("blink"), at, for: z.number().min(0.1).max(0.45).default(0.28) }),
  z.strictObject({
    do: z.literal("long-blink"),
    at,
    for: z.number().min(0.45).max(1.1).default(0.8),
  }),
  /** Closes the lids and nothing else: for closures of exact length and for heavy lids. */
  z.strictObject({
    do: z.literal("close-eyes"),
    at,
    for: lasting(0.05, 1),
    /** How far the lids close, 1 shut. */
    depth: share.default(1),
    /** Seconds that closing and opening take. */
    closing: z.number().min(0.05).default(0.1),
    opening: z.number().min(0.05).default(0.15),
  }),
  z.strictObject({
    do: z.literal("microsleep"),
    at,
    for: lasting(1, 2.2),
    /** Degrees by which the head sinks meanwhile. */
    headDrop: z.number().min(0).max(40).default(6),
  }),
  z.strictObject({
    do: z.literal("sleep"),
    at,
    for: lasting(3, 6),
    headDrop: z.number().min(0).max(40).default(20),
  }),
  z.strictObject({
    do: z.literal("yawn"),
    at,
    for: lasting(1.5, 5),
    hand: z.enum(["none", "left", "right"]).default("none"),
    /** How far the jaw drops, 1 as far as it can. */
    wide: z.number().min(0.2).max(1).default(0.85),
  }),
  z.strictObject({
    do: z.literal("glance"),
    at,
    for: lasting(0.6, 1.4),
    to: z.union([z.enum(targets), direction]),
    /** The share of the way that the head goes; the eyes go the rest. */
    head: share.default(0.75),
    /** Whether the eyes turn before the head, as drivers' eyes do. If false, they turn with it. */
    eyesLead: z.boolean().default(true),
  }),
  z.strictObject({
    do: z.literal("talk"),
    at,
    for: lasting(0.8, 4),
    /** How far the jaw moves, as a multiple of usual speech. */
    loudness: z.number().min(0).max(2).default(1),
  }),
  /** A wide mouth, raised cheeks, and eyes that they narrow. */
  z.strictObject({
    do: z.literal("laugh"),
    at,
    for: lasting(0.8, 3),
    /** How far the lids close meanwhile, 1 shut. */
    lids: share.default(0.5),
  }),
  z.strictObject({
    do: z.enum(["put-on", "take-off"]),
    at,
    for: lasting(1.2, 2.4),
    what: z.enum(["glasses", "sunglasses", "mask"]),
    side: side.default("right"),
  }),
  z.strictObject({
    do: z.literal("hand"),
    at,
    for: lasting(0.3, 4),
    place: z.enum(HAND_PLACES),
    side: side.default("right"),
    holds: z.enum(["nothing", "phone", "cup"]).default("nothing"),
  }),
  /** Something lies over the lens. */
  z.strictObject({ do: z.literal("cover-camera"), at, for: lasting(0.5, 12) }),
  z.strictObject({
    do: z.literal("tunnel"),
    at,
    for: lasting(2, 12),
    /** Light that is left, 1 all of it. */
    light: share.default(0.004),
  }),
  z.strictObject({
    do: z.literal("nod"),
    at,
    for: lasting(0.8, 1.6),
    /** Degrees by which the head sinks slowly before it jerks up. */
    headDrop: z.number().min(5).max(45).default(20),
    /** How far the lids close meanwhile, 1 shut. */
    lids: share.default(0.75),
  }),
  z.strictObject({ do: z.literal("leave"), at, for: lasting(3, 8), to: side.default("left") }),
  /** A second person leans into view behind the driver. */
  z.strictObject({ do: z.literal("second-person"), at, for: lasting(1, 8) }),
]);

export type DriverAction = z.infer<typeof actionSchema>;

/** Parts that only one action at a time can use. */
export type BodyPart =
  | "blinking"
  | "eyes"
  | "head"
  | "mouth"
  | "left hand"
  | "right hand"
  | "lens"
  | "light"
  | "second person";

/** The parts that an action needs. A driver who leaves needs the whole body. */
export function partsOf(action: DriverAction): readonly BodyPart[] {
  switch (action.do) {
    case "drive":
      return ["blinking"];
    case "blink":
    case "long-blink":
    case "close-eyes":
      return ["eyes"];
    case "microsleep":
    case "sleep":
    case "nod":
      return ["eyes", "head"];
    case "yawn":
      return action.hand === "none" ? ["mouth"] : ["mouth", `${action.hand} hand`];
    case "glance":
      return ["head"];
    case "talk":
      return ["mouth"];
    case "laugh":
      return ["mouth", "eyes"];
    case "put-on":
    case "take-off":
    case "hand":
      return [`${action.side} hand`];
    case "leave":
      return ["eyes", "head", "mouth", "left hand", "right hand"];
    case "cover-camera":
      return ["lens"];
    case "tunnel":
      return ["light"];
    case "second-person":
      return ["second person"];
  }
}

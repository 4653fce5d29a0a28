// The cameras of `vigil watch`: from a configuration file, or several sources of the command line.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { LANDMARK_NETWORK_CHOICES } from "../../src/landmarkNetworks.ts";
import { addressName } from "../video/input.ts";
import type { LiveInput } from "../video/openLive.ts";
import { duration, frameSize } from "./arguments.ts";
import { type DriverFlags, readDriverOptions, seatRegion } from "./driverOptions.ts";
import { UsageError } from "./errors.ts";
import type { SupervisedCamera } from "./superviseCameras.ts";

/** A text that an option's parser takes; its message is the issue's. */
function parsedBy<Value>(parse: (text: string) => Value) {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: errorMessage(error) });
      return z.NEVER;
    }
  });
}

/** Options of one camera, named as on the command line. */
const optionsSchema = z.strictObject({
  rotate: parsedBy(duration).optional(),
  reconnect: z.boolean().optional(),
  video: z.boolean().optional(),
  quiet: z.boolean().optional(),
  fps: z.number().positive().optional(),
  maxSide: z.int().positive().optional(),
  timeout: z.number().positive().optional(),
  maxFaces: z.int().positive().optional(),
  minScore: z.number().min(0).max(1).optional(),
  focal: z.number().positive().optional(),
  models: z.string().optional(),
  network: z.enum(LANDMARK_NETWORK_CHOICES).optional(),
  eyes: z.boolean().optional(),
  gaze: z.boolean().optional(),
  secondPass: z.boolean().optional(),
  profile: z.string().optional(),
  cabin: z.string().optional(),
  speed: z.union([z.string(), z.number().transform(String)]).optional(),
  seat: parsedBy(seatRegion).optional(),
});

/** Options of a camera, as the command line gives them too. */
type CameraOptions = z.infer<typeof optionsSchema>;

const cameraSchema = z
  .strictObject({
    ...optionsSchema.shape,
    name: z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u,
        "must be letters, digits, and . _ - after the first",
      ),
    source: z
      .string()
      .regex(/^[a-z][a-z0-9+.-]*:\/\/./i, "must be an address")
      .optional(),
    camera: z.string().min(1).optional(),
    size: parsedBy(frameSize).optional(),
    rate: z.number().positive().optional(),
  })
  .refine(({ source, camera }) => (source === undefined) !== (camera === undefined), {
    message: "needs either a source (an address) or a camera (a device)",
  });

const configSchema = z.strictObject({
  ...optionsSchema.shape,
  out: z.string().min(1).optional(),
  hangAfter: z.number().min(1).optional(),
  statusEvery: z.number().min(1).optional(),
  cameras: z
    .array(cameraSchema)
    .min(1)
    .refine(
      (cameras) => new Set(cameras.map(({ name }) => name.toLowerCase())).size === cameras.length,
      {
        message: "must have different names",
      },
    ),
});

/** What is watched, and how the processes are supervised. */
export interface CamerasConfig {
  readonly cameras: readonly SupervisedCamera[];
  readonly hangAfter?: number;
  readonly statusEvery?: number;
}

/** What the command line gives for all cameras. It takes precedence over the file, except for what a camera says itself. */
export type CommonOptions = Omit<CameraOptions, "seat"> & DriverFlags & { readonly out?: string };

/**
 * Reads the text of a configuration.
 *
 * @param name of the file, for messages.
 * @throws {UsageError} naming the field that is wrong.
 */
export async function parseCameras(
  text: string,
  name: string,
  common: CommonOptions = {},
): Promise<CamerasConfig> {
  const result = configSchema.safeParse(parsedJson(text, name));
  if (!result.success) {
    throw new UsageError(`${name} is not a list of cameras:\n${z.prettifyError(result.error)}`);
  }
  const { cameras, hangAfter, statusEvery, ...file } = result.data;
  const all = { ...file, ...common };
  const read = cameras.map(async (camera): Promise<SupervisedCamera> => {
    const { name: own, source, camera: device, size, rate, ...options } = camera;
    const input: LiveInput =
      device === undefined ? { address: source ?? "" } : { camera: device, size, frameRate: rate };
    return requestFor(own, input, { ...all, ...options });
  });
  return { cameras: await Promise.all(read), hangAfter, statusEvery };
}

/** @throws {UsageError} when it cannot be read or is malformed. */
export async function readCameras(path: string, common: CommonOptions): Promise<CamerasConfig> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UsageError(`The configuration ${path} cannot be read (${errorMessage(cause)}).`, {
      cause,
    });
  });
  return parseCameras(text, path, common);
}

/** Several sources of the command line, named after their addresses. */
export async function camerasOf(
  inputs: readonly LiveInput[],
  common: CommonOptions,
): Promise<CamerasConfig> {
  const used = new Set<string>();
  const cameras: SupervisedCamera[] = [];
  for (const input of inputs) {
    const plain = nameFor(input);
    let name = plain;
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${plain}-${n}`;
    used.add(name.toLowerCase());
    cameras.push(await requestFor(name, input, common));
  }
  return { cameras };
}

function nameFor(input: LiveInput): string {
  const text =
    "camera" in input
      ? input.camera.replace(/^\/dev\//, "")
      : "address" in input
        ? addressName(input.address)
            .replace(/^[a-z0-9+.-]+:\/\/([^/]*@)?/i, "")
            .replace(/\?.*$/, "")
        : "";
  const name = text.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-._]+|[-._]+$/g, "");
  return name === "" ? "camera" : name;
}

/** Each camera has its own folder in that of all, and is connected again without end. */
async function requestFor(
  name: string,
  input: LiveInput,
  { out, profile, cabin, speed, seat, ...options }: CommonOptions,
): Promise<SupervisedCamera> {
  const driver = await readDriverOptions({ profile, cabin, speed, seat });
  if (options.rotate !== undefined && out === undefined) {
    throw new UsageError(`rotate needs a folder for the results: add "out" or --out DIR.`);
  }
  const { reconnect = true } = options;
  const defaults = { video: false, quiet: false, secondPass: true };
  const request = {
    ...defaults,
    ...options,
    ...driver,
    input,
    reconnect,
    insist: reconnect,
    ...(out === undefined ? {} : { out: join(out, name) }),
  };
  return { name, request };
}

function parsedJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${name} is not JSON: ${errorMessage(cause)}`, { cause });
  }
}

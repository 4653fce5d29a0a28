// The specification of one rendered image, as plain data: the renderer decides nothing by itself.

import type { Glasses, HandSpec } from "../../drives/moment.ts";
import type { CameraSpec } from "../../drives/viewpoint.ts";

export type Colour = readonly [number, number, number];

/** Lower end of a fringe that leaves the eyes free, between eyes and brows: centimetres above the middle of the head. */
export const ABOVE_EYES = 4.8;

/** Hair meshes `props/hair/NAME.obj` in the folder of assets. */
export const HAIR_MESHES = [
  "afro01",
  "bob01",
  "bob02",
  "braid01",
  "long01",
  "ponytail01",
  "short01",
  "short02",
  "short03",
  "short04",
] as const;
export type HairMesh = (typeof HAIR_MESHES)[number];

/** The person: weights of the morphable head, colours as linear RGB 0..1, lengths in centimetres. */
export interface PersonSpec {
  /** Weights of the identity shapes, in standard deviations; missing weights are 0. */
  readonly identity: readonly number[];
  readonly skin: {
    readonly colour: Colour;
    /** 0 even … 1 blotchy and freckled. */
    readonly unevenness: number;
    /** Redness of cheeks, nose and ears, 0..1. */
    readonly flush: number;
    /** 0.25 oily … 0.6 dry. */
    readonly roughness: number;
    /** Beard shadow 0..1. */
    readonly stubble: number;
    /** How much redder and darker the lips are than the skin, 0..1. */
    readonly lips: number;
    /** Wrinkles: 0 (the default) none … 1 those of old skin. */
    readonly age?: number;
  };
  readonly hair: {
    readonly colour: Colour;
    /** Cropped, or the name of a hair mesh. */
    readonly style: "cropped" | HairMesh;
    /** Length of cropped hair and of the hair under a mesh, centimetres; 0 is bald. */
    readonly length: number;
    /** Recession of the hairline. */
    readonly recession: number;
    /** 0 straight … 1 untidy. */
    readonly disorder: number;
    /**
     * Lower end of a mesh's hair before the left and the right half of the face: centimetres above the middle of the
     * head; the eyes are at about 3. `ABOVE_EYES` by default.
     */
    readonly fringe?: readonly [left: number, right: number];
  };
  readonly brows: { readonly thickness: number; readonly density: number };
  /** Length in centimetres (0 none, 0.3 trimmed, 3 full) and coverage of the cheeks, 0..1. */
  readonly beard: { readonly length: number; readonly fullness: number };
  /** Strength of make-up around the eyes and on the lips, 0..1. */
  readonly makeUp: number;
  readonly iris: Colour;
}

/** Glasses, mask, hat and scarf. */
export interface WornSpec {
  readonly glasses: Glasses;
  readonly mask: Colour | null;
  readonly hat: { readonly kind: "cap" | "beanie" | "hood"; readonly colour: Colour } | null;
  /** A scarf: `height` 0 at the chin … 1 at the nose. */
  readonly scarf: { readonly colour: Colour; readonly height: number } | null;
}

/** Head pose, gaze and expression. */
export interface PostureSpec {
  /** The angles of `HeadPose`: degrees, relative to the camera, for the axes of `HEAD68`. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Gaze of both eyes relative to the head, degrees: yaw towards the driver's left, pitch up. The lids follow. */
  readonly gaze: { readonly yaw: number; readonly pitch: number };
  /**
   * Weights 0..1 of the expression shapes by name, for example `jawOpen`. At 1, `eyeBlink_L` and `_R` close the lids.
   * `eyeLook…` shapes are set by the gaze and not allowed here.
   */
  readonly expression: Readonly<Record<string, number>>;
  /** Offset of the driver from the usual seat position, centimetres to the driver's left, up and forward. */
  readonly place?: readonly [number, number, number];
}

export interface LightSpec {
  /** File name of an environment map in the assets' `hdri/`. */
  readonly environment: string;
  /** Rotation of the environment around the vertical axis, degrees. */
  readonly turn: number;
  /** Brightness of the environment: 1 by day, near 0 in tunnels and by night. */
  readonly sky: number;
  /** Sunlight relative to skylight; 0 is overcast. Azimuth in degrees from the driver's front to the left. */
  readonly sun: { readonly strength: number; readonly azimuth: number; readonly elevation: number };
  /** An infrared lamp beside the camera: its light on the face relative to skylight at 1; 0 for none. */
  readonly lamp: { readonly strength: number; readonly pupils: "dark" | "bright" };
}

export interface ImageSpec {
  readonly width: number;
  readonly height: number;
  /** Render passes, each with its own light sample: 4 is fast, 12 is good, 32 is free of noise. */
  readonly passes: number;
  /** Mean brightness of the face after exposure, 0..1 in sRGB. */
  readonly exposure: number;
  /** Fixed exposure gain instead of metering on the face: all frames of a video share one. */
  readonly gain?: number;
  /** Standard deviation of the sensor's noise, in 8-bit steps. */
  readonly noise: number;
  /** Standard deviation of the lens's blur in pixels. */
  readonly softness: number;
  /** How far the image moves during the exposure, pixels to the right and down. */
  readonly motion: readonly [number, number];
  /** True renders a grey image as an infrared camera takes it. */
  readonly grey: boolean;
  readonly jpegQuality: number;
  /** "eyes" places the middle between the eyes in the middle of the image, and the camera's `headAt` is not used. */
  readonly centre?: "eyes";
}

/** Colours of the car, and position of its steering wheel. */
export interface CabinSpec {
  readonly trim: Colour;
  readonly seat: Colour;
  /** No wheel when missing. */
  readonly wheel?: {
    /** Offset from the usual height, centimetres. */
    readonly up: number;
    /** Offset from the usual distance before the driver, centimetres. */
    readonly ahead: number;
    /** Steering angle, degrees. */
    readonly turn: number;
  };
}

/** Kinds of collars. */
export const COLLARS = ["band", "shirt", "stand", "hood"] as const;
export type Collar = (typeof COLLARS)[number];

/** The shirt and the seat belt; by default the shirt is plain with a band collar. */
export interface ClothesSpec {
  readonly colour: Colour;
  readonly belt: boolean;
  readonly collar?: Collar;
  readonly pattern?: "plain" | "stripes" | "checks" | "yoke" | "print";
  /** Colour of the pattern. */
  readonly accent?: Colour;
  readonly closure?: "none" | "zip" | "buttons";
}

/**
 * One image. The same specification always renders the same image. Frames of a video share the seed, which fixes skin, hair
 * and light samples, and count `frame` up, which changes the sensor noise.
 */
export interface DriverSpec {
  readonly seed: number;
  readonly frame: number;
  readonly person: PersonSpec;
  readonly worn: WornSpec;
  readonly posture: PostureSpec;
  readonly hands: readonly HandSpec[];
  readonly camera: CameraSpec;
  readonly light: LightSpec;
  readonly clothes: ClothesSpec;
  /** The car; without one (null) the panorama itself is the background and lights the head from all sides. */
  readonly cabin: CabinSpec | null;
  /** Another person in the car, at the position in `posture.place`. */
  readonly companion?: Pick<DriverSpec, "seed" | "person" | "worn" | "posture" | "clothes">;
  readonly image: ImageSpec;
}

/** The image of a driver in a car. */
export interface DriverInCar extends DriverSpec {
  readonly cabin: CabinSpec;
}

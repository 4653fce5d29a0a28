// What one synthetic image shows, as plain data: everything the renderer needs and nothing it decides.

import type { Glasses, HandSpec } from "../../drives/moment.ts";
import type { CameraSpec } from "../../drives/viewpoint.ts";

export type Colour = readonly [number, number, number];

/** Where a fringe ends that leaves the eyes free: between them and the brows, centimetres above the head's middle. */
export const ABOVE_EYES = 4.8;

/** The hair meshes that the assets' `props/hair/` holds as `NAME.obj`. */
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
  /** Weights of the identity shapes, in standard deviations; missing ones are 0. */
  readonly identity: readonly number[];
  readonly skin: {
    readonly colour: Colour;
    /** 0 even .. 1 blotchy and freckled. */
    readonly unevenness: number;
    /** Redness of cheeks, nose and ears, 0..1. */
    readonly flush: number;
    /** 0.25 oily .. 0.6 dry. */
    readonly roughness: number;
    /** Beard shadow 0..1. */
    readonly stubble: number;
    /** How much redder and darker than the skin the lips are, 0..1. */
    readonly lips: number;
    /** Lines and folds: 0 (as when missing) a child's skin .. 1 an old one. */
    readonly age?: number;
  };
  readonly hair: {
    readonly colour: Colour;
    /** Cropped, or a mesh of strips by its name in the assets' `props/hair/`. */
    readonly style: "cropped" | HairMesh;
    /** Of cropped hair and of what grows under a mesh, centimetres; 0 is bald. */
    readonly length: number;
    /** How far the hairline lies back from a young one. */
    readonly recession: number;
    /** 0 straight .. 1 unruly. */
    readonly disorder: number;
    /**
     * Where a mesh that hangs before the face ends over the driver's left and right half of it: centimetres above
     * the head's middle, where the eyes are at about 3. `ABOVE_EYES` when missing.
     */
    readonly fringe?: readonly [left: number, right: number];
  };
  readonly brows: { readonly thickness: number; readonly density: number };
  /** Length in centimetres (0 for none, 0.3 trimmed, 3 full) and how much of the cheeks it covers, 0..1. */
  readonly beard: { readonly length: number; readonly fullness: number };
  /** Strength 0..1 of what is painted about the eyes and on the lips. */
  readonly makeUp: number;
  readonly iris: Colour;
}

/** What hides part of the face. */
export interface WornSpec {
  readonly glasses: Glasses;
  readonly mask: Colour | null;
  readonly hat: { readonly kind: "cap" | "beanie" | "hood"; readonly colour: Colour } | null;
  /** A scarf over the chin, at 1 pulled up to the nose. */
  readonly scarf: { readonly colour: Colour; readonly height: number } | null;
}

/** Where the head and eyes point, and the expression. */
export interface PostureSpec {
  /** The angles of `HeadPose`: degrees, relative to the camera, of the axes that `HEAD68` is given in. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Both lines of sight relative to the head, degrees: yaw towards the driver's left, pitch up. The lids follow. */
  readonly gaze: { readonly yaw: number; readonly pitch: number };
  /**
   * Weights 0..1 of the expression shapes by name, e.g. `jawOpen`. At `eyeBlink_L` and `_R` of 1 the lids
   * touch; `eyeLook…` shapes come from the gaze and are not allowed here.
   */
  readonly expression: Readonly<Record<string, number>>;
  /** How far the driver sits from the usual place, centimetres to the driver's left, up and forward. */
  readonly place?: readonly [number, number, number];
}

export interface LightSpec {
  /** File name of an environment map in the assets' `hdri/`. */
  readonly environment: string;
  /** Degrees by which the environment is turned about the vertical. */
  readonly turn: number;
  /** Brightness of the environment: 1 by day, near 0 in tunnels and by night. */
  readonly sky: number;
  /** Sun light relative to the sky's at 1; 0 is overcast. Azimuth is from the driver's front to the left. */
  readonly sun: { readonly strength: number; readonly azimuth: number; readonly elevation: number };
  /** An infrared lamp beside the camera: light on the face relative to the sky's at 1, 0 for none. */
  readonly lamp: { readonly strength: number; readonly pupils: "dark" | "bright" };
}

export interface ImageSpec {
  readonly width: number;
  readonly height: number;
  /** Light samples a pixel: 4 is quick, 12 is good, 32 is clean. */
  readonly passes: number;
  /** Where the face's mean brightness comes to lie, 0..1 in sRGB. */
  readonly exposure: number;
  /** What the light is multiplied by, in place of metering the face: frames of a sequence share one. */
  readonly gain?: number;
  /** Standard deviation of the sensor's noise, in 8-bit steps. */
  readonly noise: number;
  /** Standard deviation of the lens's blur in pixels. */
  readonly softness: number;
  /** How far the image moves during the exposure, pixels to the right and down. */
  readonly motion: readonly [number, number];
  /** True renders one infrared-like channel. */
  readonly grey: boolean;
  readonly jpegQuality: number;
}

/** The car's colours, and where its steering wheel is. */
export interface CabinSpec {
  readonly trim: Colour;
  readonly seat: Colour;
  /** None when missing. */
  readonly wheel?: {
    /** From the usual height of its middle, centimetres. */
    readonly up: number;
    /** From the usual distance before the driver, centimetres. */
    readonly ahead: number;
    /** How far it is turned, degrees. */
    readonly turn: number;
  };
}

/** What lies about the neck. */
export const COLLARS = ["band", "shirt", "stand", "hood"] as const;
export type Collar = (typeof COLLARS)[number];

/** The shirt, and whether the belt is worn; without the optional ones it is plain and has a band at the neck. */
export interface ClothesSpec {
  readonly colour: Colour;
  readonly belt: boolean;
  readonly collar?: Collar;
  readonly pattern?: "plain" | "stripes" | "checks" | "yoke" | "print";
  /** What the pattern is drawn in. */
  readonly accent?: Colour;
  readonly closure?: "none" | "zip" | "buttons";
}

/**
 * One whole image. The same specification renders the same image. Frames of a sequence share the seed, so
 * that skin, hair and light samples stay as they are, and count `frame` up, with which the sensor's noise changes.
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
  readonly cabin: CabinSpec;
  /** Somebody else in the car, where the posture's place puts them. */
  readonly companion?: Pick<DriverSpec, "seed" | "person" | "worn" | "posture" | "clothes">;
  readonly image: ImageSpec;
}

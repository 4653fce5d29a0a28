// What one synthetic picture shows, as plain data: everything the renderer needs and nothing it decides.

export type Colour = readonly [number, number, number];

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
  };
  readonly hair: {
    readonly colour: Colour;
    /** 0 bald; above 4 the hair covers the ears. */
    readonly length: number;
    /** How far the hairline lies back from a young one. */
    readonly recession: number;
    /** 0 straight .. 1 unruly. */
    readonly disorder: number;
  };
  readonly brows: { readonly thickness: number; readonly density: number };
  readonly iris: Colour;
}

/** What hides part of the face. */
export interface WornSpec {
  readonly glasses: "none" | "clear" | "sun";
  readonly mask: Colour | null;
}

/** Where the head points, in the angles of `HeadPose` (degrees, relative to the camera), and its expression. */
export interface PostureSpec {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Weights 0..1 of the expression shapes by name, e.g. `jawOpen`, `eyeBlink_L`. */
  readonly expression: Readonly<Record<string, number>>;
}

/** The camera stands on a sphere about the head: degrees to the driver's left and up, distance in centimetres. */
export interface CameraSpec {
  readonly aside: number;
  readonly above: number;
  readonly distance: number;
  /** Vertical, degrees. */
  readonly fieldOfView: number;
  /** Where the head's middle falls in the picture, −1..1 from the left and from the bottom. */
  readonly headAt: readonly [number, number];
  /** Lens radius in centimetres: 0 is sharp everywhere. */
  readonly aperture: number;
}

export interface LightSpec {
  /** File name of an environment map in the assets' `hdri/`. */
  readonly environment: string;
  /** Degrees by which the environment is turned about the vertical. */
  readonly turn: number;
  /** Sun light relative to the sky's; 0 is overcast. Azimuth is from the driver's front to the left. */
  readonly sun: { readonly strength: number; readonly azimuth: number; readonly elevation: number };
}

export interface PictureSpec {
  readonly width: number;
  readonly height: number;
  /** Light samples a pixel: 12 is grainy, 64 is clean. */
  readonly passes: number;
  /** Where the face's mean brightness comes to lie, 0..1 in sRGB. */
  readonly exposure: number;
  /** Standard deviation of the sensor's noise, in 8-bit steps. */
  readonly noise: number;
  /** Standard deviation of the lens's blur in pixels. */
  readonly softness: number;
  /** True renders one infrared-like channel. */
  readonly grey: boolean;
  readonly jpegQuality: number;
}

/** One whole picture. The same specification renders the same picture. */
export interface DriverSpec {
  readonly seed: number;
  readonly person: PersonSpec;
  readonly worn: WornSpec;
  readonly posture: PostureSpec;
  readonly camera: CameraSpec;
  readonly light: LightSpec;
  readonly clothes: { readonly colour: Colour; readonly belt: boolean };
  readonly cabin: { readonly trim: Colour; readonly seat: Colour };
  readonly picture: PictureSpec;
}

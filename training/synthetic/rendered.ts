// What the rendering page hands back for one picture.

/** Pixels and truth of one rendered driver. Coordinates are pixels, the first pixel's centre at (0, 0). */
export interface RenderedDriver {
  readonly width: number;
  readonly height: number;
  /** 8-bit RGB, interleaved, base64. */
  readonly rgb: string;
  /** The 68 landmarks; outside the picture counts as occluded. */
  readonly landmarks: readonly {
    readonly x: number;
    readonly y: number;
    readonly occluded: boolean;
  }[];
}

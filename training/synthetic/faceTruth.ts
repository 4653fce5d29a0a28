// The truth beside a rendered face as JSON: geometry, what hides each landmark, what was shown and how.

import type { DriverSpec } from "./driverSpec.ts";
import type { DriverTruth, RenderedDriver } from "./rendered.ts";

/** What the file of one face holds. */
export interface FaceTruth extends Omit<DriverTruth, "camera"> {
  readonly schema: "vigil-synthetic-face";
  readonly version: 1;
  readonly image: string;
  readonly width: number;
  readonly height: number;
  readonly camera: DriverTruth["camera"] & { readonly distortion: number };
  /** What was shown. */
  readonly light: DriverSpec["light"];
  readonly worn: DriverSpec["worn"];
  readonly hands: DriverSpec["hands"];
  readonly expression: DriverSpec["posture"]["expression"];
  /** Everything about the person and the camera comes from this. */
  readonly seed: number;
}

/** The truth of a rendered specification as text: a landmark a line, numbers to a thousandth. */
export function faceTruthText(
  image: string,
  spec: DriverSpec,
  { width, height, truth }: RenderedDriver,
): string {
  const { landmarks, ...rest } = truth;
  const whole: Omit<FaceTruth, "landmarks"> = {
    schema: "vigil-synthetic-face",
    version: 1,
    image,
    width,
    height,
    ...rest,
    camera: { ...truth.camera, distortion: spec.camera.distortion },
    light: spec.light,
    worn: spec.worn,
    hands: spec.hands,
    expression: spec.posture.expression,
    seed: spec.seed,
  };
  const rows = landmarks.map((landmark) => `    ${rounded(landmark)}`).join(",\n");
  return `${rounded(whole, 2).slice(0, -2)},\n  "landmarks": [\n${rows}\n  ]\n}\n`;
}

function rounded(value: unknown, indent?: number): string {
  const thousandths = (_: string, item: unknown) =>
    typeof item === "number" ? Math.round(1000 * item) / 1000 : item;
  return JSON.stringify(value, thousandths, indent);
}

// The file names of the MRL eye set, which contain its labels.

/** The fields in the name of an eye crop: `subject_image_gender_glasses_open_reflections_lighting_sensor`. */
export interface EyeLabels {
  /** For example "s0036". */
  readonly subject: string;
  readonly image: string;
  readonly gender: "male" | "female";
  readonly glasses: boolean;
  readonly open: boolean;
  readonly reflections: "none" | "small" | "big";
  readonly lighting: "bad" | "good";
  /** Number of the camera, from 1. */
  readonly sensor: number;
}

const NAME = /^(s\d+)_(\d+)_([01])_([01])_([01])_([012])_([01])_(\d+)$/;
const REFLECTIONS = ["none", "small", "big"] as const;

/**
 * Parses the labels from a file name without folder and extension, for example `s0036_00123_1_0_0_2_0_01`.
 *
 * @returns null when the name does not have the eight fields in their ranges.
 */
export function parseEyeName(stem: string): EyeLabels | null {
  const fields = NAME.exec(stem);
  if (fields === null) return null;
  const field = (index: number) => fields[index];
  const reflections = REFLECTIONS[Number(field(6))];
  if (reflections === undefined) return null;
  return {
    subject: field(1),
    image: field(2),
    gender: field(3) === "1" ? "female" : "male",
    glasses: field(4) === "1",
    open: field(5) === "1",
    reflections,
    lighting: field(7) === "1" ? "good" : "bad",
    sensor: Number(field(8)),
  };
}

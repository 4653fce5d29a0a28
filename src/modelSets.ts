// The sets of weights that come with Vigil, and where their files are below models/.

/** The folder of each set, relative to models/. */
export const MODEL_SETS = {
  /** Trained on photographs that were given for research: the most exact weights. */
  research: "",
  /** Trained on generated images alone, from assets whose licences allow commercial use. */
  open: "open",
} as const;

/** The name of a set of weights. */
export type ModelSetName = keyof typeof MODEL_SETS;

/** Whether a text is the name of a set. */
export function isModelSet(name: unknown): name is ModelSetName {
  return typeof name === "string" && Object.hasOwn(MODEL_SETS, name);
}

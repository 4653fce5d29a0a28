// The members of the landmark network's family that may come with Vigil, and their files.

/** The stem of each member's files: the network is `<stem>.onnx`, its card `<stem>.json`. */
export const LANDMARK_NETWORKS = {
  /** The most exact one. */
  small: "landmarks",
  /** The fastest one: about an eighth of the operations. */
  nano: "landmarks-nano",
} as const;

/** A member of the landmark network's family. */
export type LandmarkNetworkName = keyof typeof LANDMARK_NETWORKS;

/** The member that is loaded where none is named. */
export const DEFAULT_LANDMARK_NETWORK: LandmarkNetworkName = "small";

/** The stem of the files of the named member, or of the default one. */
export function landmarkStem(network: LandmarkNetworkName = DEFAULT_LANDMARK_NETWORK): string {
  return LANDMARK_NETWORKS[network];
}

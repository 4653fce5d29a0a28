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

/** A member, or "auto": the one that suits what is analysed. */
export type LandmarkNetworkChoice = LandmarkNetworkName | "auto";

/** What is analysed: single images or the frames of a video, or anything in a browser. */
export type LandmarkUse = "images" | "video" | "browser";

/** Single images are worth the time of the most exact member; frames of a video and browsers need speed. docs/performance.md has the figures. */
const AUTOMATIC: Readonly<Record<LandmarkUse, LandmarkNetworkName>> = {
  images: "small",
  video: "nano",
  browser: "nano",
};

/** All choices, the members first. */
export const LANDMARK_NETWORK_CHOICES = [
  ...(Object.keys(LANDMARK_NETWORKS) as LandmarkNetworkName[]),
  "auto",
] as const;

/** The member for images, for measurements, and where a folder lacks the one that "auto" means. */
export const DEFAULT_LANDMARK_NETWORK: LandmarkNetworkName = "small";

/** The member that a choice means for a use; without a choice, "auto". */
export function landmarkNetworkFor(
  choice: LandmarkNetworkChoice = "auto",
  use: LandmarkUse,
): LandmarkNetworkName {
  return choice === "auto" ? AUTOMATIC[use] : choice;
}

/** The stem of the files of the named member, or of the default one. */
export function landmarkStem(network: LandmarkNetworkName = DEFAULT_LANDMARK_NETWORK): string {
  return LANDMARK_NETWORKS[network];
}

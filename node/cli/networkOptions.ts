// The options of commands that name networks.

import { Option } from "commander";
import {
  DEFAULT_LANDMARK_NETWORK,
  LANDMARK_NETWORK_CHOICES,
  LANDMARK_NETWORKS,
} from "../../src/landmarkNetworks.ts";

/** `--models`, for commands that run on networks. */
export function modelsOption(): Option {
  return new Option(
    "--models <set>",
    'weights: "research", "open" (terms that allow commercial use), or a folder of networks (default: "research")',
  );
}

/** `--network`, for commands that measure landmarks. */
export function networkOption(): Option {
  const members = Object.keys(LANDMARK_NETWORKS);
  return new Option(
    "--network <name>",
    `the landmark network: small, the most exact, or nano, the fastest (default: ${DEFAULT_LANDMARK_NETWORK})`,
  ).choices(members);
}

/** The same with "auto", the default, for commands that analyse inputs of users. */
export function networkChoiceOption(): Option {
  return new Option(
    "--network <name>",
    `the landmark network: small, the most exact, nano, the fastest, or auto: small for images, nano for videos and live sources (default: auto)`,
  ).choices(LANDMARK_NETWORK_CHOICES);
}

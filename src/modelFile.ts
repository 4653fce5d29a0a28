// Opens a network with its card: the card fits the task, the file is the one that the card describes, and so are its tensors.

import { errorMessage } from "./errorMessage.ts";
import { sha256 } from "./math/sha256.ts";
import {
  type DetectionCard,
  type EyesCard,
  type GazeCard,
  type LandmarksCard,
  type ModelCard,
  parseDetectionCard,
  parseEyesCard,
  parseGazeCard,
  parseLandmarksCard,
} from "./modelCard.ts";
import { checkBytes, loadNetwork, type Network, type NetworkOptions } from "./network/network.ts";
import { type PackedModel, withPackedInput } from "./network/packedInput.ts";
import { withPackedOutputs } from "./network/packedOutputs.ts";

/** A network's file and its model card. */
export interface ModelFile {
  /** The `.onnx` file. Its memory must not change until the network is loaded. */
  readonly bytes: Uint8Array;
  /** The parsed `.json` file; checked on loading. */
  readonly card: unknown;
  /** Its name in error messages, such as a path. */
  readonly name?: string;
}

/** What a network does. */
export type ModelRole = "detector" | "landmarks" | "eyes" | "gaze";

interface Cards {
  readonly detector: DetectionCard;
  readonly landmarks: LandmarksCard;
  readonly eyes: EyesCard;
  readonly gaze: GazeCard;
}

/** A network that is ready to run, and its card. */
export interface OpenedModel<Role extends ModelRole> {
  readonly network: Network;
  readonly card: Cards[Role];
}

const ROLES: {
  readonly [Role in ModelRole]: {
    readonly task: string;
    readonly parse: (card: unknown) => Cards[Role];
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
  };
} = {
  detector: {
    task: "detection",
    parse: parseDetectionCard,
    inputs: ["image"],
    outputs: ["heatmap", "boxes"],
  },
  landmarks: {
    task: "landmark",
    parse: parseLandmarksCard,
    inputs: ["image"],
    outputs: ["heatmaps"],
  },
  eyes: { task: "eye-state", parse: parseEyesCard, inputs: ["eyes"], outputs: ["logits"] },
  gaze: { task: "gaze", parse: parseGazeCard, inputs: ["eyes", "pose"], outputs: ["answers"] },
};

/**
 * Opens a network for its role.
 *
 * @throws {Error} naming the file: when the card is another one's or malformed, the file is not the one whose SHA-256 the
 *   card names, the bytes are no network, or the network has other inputs and outputs.
 */
export async function openModel<Role extends ModelRole>(
  file: ModelFile,
  role: Role,
  options: NetworkOptions,
): Promise<OpenedModel<Role>> {
  const { inputs, outputs } = ROLES[role];
  const name = nameOf(file, role);
  // First: an unknown file is not given to the runtime, which may need all memory or end the process.
  const card = await checkedCard(file, role);
  const { model, packing } = toRun(file.bytes, role);
  const network = await loadNetwork(model, { ...options, name, inputs, outputs, packing });
  return { network, card };
}

/**
 * The card of a file, checked without opening the network.
 *
 * @throws {Error} naming the file, when the card is another one's or malformed, or the file is not the card's.
 */
export async function checkedCard<Role extends ModelRole>(
  file: ModelFile,
  role: Role,
): Promise<Cards[Role]> {
  const name = nameOf(file, role);
  const card = parseCardOf(file, role);
  // Says more about an empty or a text file than that its hash is another one.
  checkBytes(file.bytes, name);
  checkHash(name, card, file.bytes, await sha256(file.bytes));
  return card;
}

/**
 * The network as it is run: heat maps are read in the order in which the last layer computes them, and windows are written as
 * the first layer takes them.
 */
export function toRun(bytes: Uint8Array, role: ModelRole): PackedModel {
  if (role !== "landmarks") return { model: bytes };
  return withPackedInput(withPackedOutputs(bytes), "image");
}

function nameOf({ name }: ModelFile, role: ModelRole): string {
  return name ?? `The ${ROLES[role].task} network`;
}

function parseCardOf<Role extends ModelRole>(file: ModelFile, role: Role): Cards[Role] {
  try {
    return ROLES[role].parse(file.card);
  } catch (cause) {
    const message = `The model card of ${nameOf(file, role)} cannot be used. ${errorMessage(cause)}`;
    throw new Error(message, { cause });
  }
}

function checkHash(
  called: string,
  { name, version, sha256: expected }: ModelCard,
  { length }: Uint8Array,
  hash: string,
): void {
  if (expected === undefined || expected === hash) return;
  throw new Error(
    `${called} is not the file that its card describes, ${name} ${version}: its SHA-256 is ${hash.slice(0, 12)}…, and the ` +
      `card's ${expected.slice(0, 12)}…. It is another network, or an incomplete download (${length} bytes). Take network ` +
      'and card from the same release; for weights of your own, "vigil export" writes both.',
  );
}

// Random expressions as photographs show them: neutral, smiling, laughing, speaking, grimacing; often one-sided.

import type { Random } from "../../src/math/random.ts";
import { pick } from "./randomChoice.ts";

type Weights = Record<string, number>;
/** Range of a shape's weight; a name without a side sets both sides. */
type Ranges = Readonly<Record<string, readonly [low: number, high: number]>>;

/** Shapes that exist once; all others have a left and a right side. */
const SINGLE = new Set([
  "jawForward",
  "jawLeft",
  "jawOpen",
  "jawRight",
  "mouthClose",
  "mouthFunnel",
  "mouthLeft",
  "mouthPucker",
  "mouthRight",
  "mouthRollLower",
  "mouthRollUpper",
  "mouthShrugLower",
  "mouthShrugUpper",
]);

/** What the lower face does, with cumulative shares. */
const MOUTHS: readonly { readonly upTo: number; readonly shapes: Ranges }[] = [
  { upTo: 0.22, shapes: {} },
  // A closed smile, and one with teeth.
  { upTo: 0.34, shapes: { mouthSmile: [0.2, 0.9], cheekSquint: [0, 0.6] } },
  {
    upTo: 0.54,
    shapes: {
      mouthSmile: [0.4, 1],
      mouthUpperUp: [0.1, 0.6],
      mouthLowerDown: [0, 0.5],
      jawOpen: [0.02, 0.3],
      cheekSquint: [0.2, 1],
      cheekRaiser: [0, 0.8],
      eyeSquint: [0, 0.7],
    },
  },
  // Laughing.
  {
    upTo: 0.62,
    shapes: {
      mouthSmile: [0.6, 1],
      jawOpen: [0.3, 0.8],
      mouthUpperUp: [0, 0.5],
      cheekSquint: [0.4, 1],
      eyeSquint: [0.3, 1],
    },
  },
  // Speech.
  {
    upTo: 0.72,
    shapes: { jawOpen: [0.05, 0.45], mouthFunnel: [0, 0.4], mouthLowerDown: [0, 0.5] },
  },
  { upTo: 0.78, shapes: { mouthPucker: [0.2, 1], jawOpen: [0, 0.2] } },
  {
    upTo: 0.83,
    shapes: { mouthPress: [0.2, 1], mouthRollUpper: [0, 0.7], mouthRollLower: [0, 0.7] },
  },
  { upTo: 0.88, shapes: { mouthFrown: [0.3, 1], mouthShrugLower: [0, 0.7], browDown: [0, 1] } },
  // Yawning, shouting.
  { upTo: 0.94, shapes: { jawOpen: [0.6, 1], mouthStretch: [0, 0.6], mouthFunnel: [0, 0.5] } },
];

/** Shapes that a grimace combines. */
const GRIMACE = [
  "jawLeft",
  "jawRight",
  "jawForward",
  "mouthLeft",
  "mouthRight",
  "mouthDimple",
  "mouthStretch",
  "mouthUpperUp",
  "mouthLowerDown",
  "mouthShrugUpper",
  "mouthRollLower",
  "noseSneer",
  "browDown",
  "browInnerUp",
  "eyeSquint",
  "mouthSmile",
  "mouthFrown",
] as const;

/** Weights of the head model's expression shapes. */
export function randomExpression(random: Random): Weights {
  const kind = random.next();
  const mouth = MOUTHS.find(({ upTo }) => kind < upTo)?.shapes ?? grimace(random);
  const weights: Weights = {};
  for (const shapes of [mouth, brows(random), lids(random)]) {
    // Few faces are wholly symmetric.
    const asymmetry = random.chance(0.35) ? random.between(0.1, 0.6) : 0.05;
    for (const [name, [low, high]] of Object.entries(shapes)) {
      const weight = random.between(low, high);
      if (SINGLE.has(name)) weights[name] = weight;
      else {
        const side = name === "eyeBlink" && !random.chance(0.1) ? 0 : asymmetry;
        weights[`${name}_L`] = limited(weight * (1 + side * random.between(-1, 1)));
        weights[`${name}_R`] = limited(weight * (1 + side * random.between(-1, 1)));
      }
    }
  }
  return weights;
}

function grimace(random: Random): Ranges {
  const count = 2 + random.below(4);
  return Object.fromEntries(
    Array.from({ length: count }, () => [pick(GRIMACE, random), [0.2, 0.9]] as const),
  );
}

function brows(random: Random): Ranges {
  const kind = random.next();
  if (kind < 0.5) return {};
  if (kind < 0.64) return { browInnerUp: [0.2, 1], browOuterUp: [0, 1] };
  if (kind < 0.74) return { browOuterUp: [0.2, 1] };
  if (kind < 0.92) return { browDown: [0.2, 1] };
  return { browDown: [0.2, 0.7], browInnerUp: [0.2, 0.8] };
}

function lids(random: Random): Ranges {
  const kind = random.next();
  if (kind < 0.6) return { eyeBlink: [0, 0.22] };
  if (kind < 0.76) return { eyeBlink: [0.2, 0.75] };
  if (kind < 0.88) return { eyeBlink: [0.92, 1] };
  return { eyeWide: [0.3, 1] };
}

function limited(weight: number): number {
  return Math.min(1, Math.max(0, weight));
}

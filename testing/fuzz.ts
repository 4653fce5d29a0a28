// Gives damaged inputs to readers: each must be answered by a result or by a clear error, within its time.

import { randomFrom } from "../src/math/random.ts";
import { damaged } from "./damage.ts";

/** A kind of input, with a valid one and its reader. */
export interface FuzzedKind {
  readonly name: string;
  readonly valid: Uint8Array;
  readonly isText: boolean;
  /** The longest time for one input, seconds. */
  readonly seconds: number;
  /** The part of the inputs that it gets: reading is slow. Default 1. */
  readonly share?: number;
  /** How it is damaged. Default: `damaged`. */
  readonly damage?: typeof damaged;
  read(bytes: Uint8Array): unknown;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly results: number;
  readonly errors: number;
  /** Inputs without a clear answer, with the seed that makes them, and kinds whose valid input is refused. */
  readonly failures: readonly string[];
}

/** A kind of text files. */
export function textKind(name: string, valid: string, read: (text: string) => unknown): FuzzedKind {
  const decoded = (bytes: Uint8Array): unknown => read(Buffer.from(bytes).toString("utf8"));
  return { name, valid: Buffer.from(valid), isText: true, seconds: 5, read: decoded };
}

/** A kind of JSON files whose reader takes the parsed value. */
export function jsonKind(
  name: string,
  valid: unknown,
  read: (value: unknown) => unknown,
): FuzzedKind {
  return textKind(name, JSON.stringify(valid), (text) => read(JSON.parse(text)));
}

/** Gives each kind so many damaged inputs. */
export async function fuzz(
  kinds: readonly FuzzedKind[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<FuzzReport> {
  const tally = { inputs: 0, results: 0, errors: 0 };
  const failures: string[] = [];
  for (const kind of kinds) {
    const { name, valid, isText, share = 1, damage = damaged } = kind;
    const whole = await answerOf(kind, valid);
    if (whole !== "result") failures.push(`${name}, undamaged: ${whole}`);
    for (let n = 0; n < Math.max(1, share * count); n++) {
      const random = randomFrom(seed * 1_000_003 + numberOf(name) + n);
      tally.inputs++;
      const answer = await answerOf(kind, damage(valid, random, isText));
      if (answer === "result") tally.results++;
      else if (answer === "error") tally.errors++;
      else failures.push(`${name}, input ${n} of seed ${seed}: ${answer}`);
    }
  }
  return { ...tally, failures };
}

/** A number of a kind's own, so that its inputs do not depend on the other kinds. */
function numberOf(name: string): number {
  return [...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 99_991, 7) * 10_007;
}

/** Errors of the language itself come from code that did not expect its input. */
const UNEXPECTED = new Set(["TypeError", "ReferenceError", "AssertionError", "EvalError"]);

/** What the language says about memory that a file asked for, or of what is undefined. */
const UNCLEAR = /call stack|array length|buffer allocation|is not a function|cannot read prop/i;

async function answerOf(kind: FuzzedKind, bytes: Uint8Array): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${kind.seconds} s`), 1000 * kind.seconds);
  });
  const answer = (async () => kind.read(bytes))().then(
    () => "result",
    (error: unknown) => {
      if (!(error instanceof Error)) return `threw ${String(error)}`;
      if (UNEXPECTED.has(error.name) || UNCLEAR.test(error.message)) {
        return `${error.name}: ${error.message}`;
      }
      return error.message.trim() === "" ? `${error.name} without a message` : "error";
    },
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

// Damages files at random, from a seed: cut short, bits turned, parts zeroed, repeated or lost, numbers and words replaced.

import type { Random } from "../src/math/random.ts";

type Damage = (bytes: Uint8Array, random: Random) => Uint8Array;

const concat = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);

const DAMAGES: readonly Damage[] = [
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  function turnBits(bytes, random) {
    const copy = Uint8Array.from(bytes);
    const count = 1 + random.below(20);
    for (let k = 0; k < count; k++) copy[random.below(copy.length)] ^= 1 << random.below(8);
    return copy;
  },
  function zeroPart(bytes, random) {
    const copy = Uint8Array.from(bytes);
    const from = random.below(copy.length);
    return copy.fill(0, from, from + 1 + random.below(512));
  },
  function losePart(bytes, random) {
    const from = random.below(bytes.length);
    return concat(bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(256)));
  },
  function repeatPart(bytes, random) {
    const from = random.below(bytes.length);
    return concat(bytes.subarray(0, from + random.below(256)), bytes.subarray(from));
  },
  // Sizes and counts in the first bytes decide how much memory a reader asks for.
  function overwriteHead(bytes, random) {
    const copy = Uint8Array.from(bytes);
    for (let k = 0; k < 4; k++) copy[random.below(Math.min(64, copy.length))] = random.below(256);
    return copy;
  },
];

const WORDS = ["null", "-1", "1e999", "0", '"x"', "[]", "{}", "true", "1e-320", "NaN", '""'];

/** In text, also replaces a number or a quoted word by something of another kind. */
function replaceWord(bytes: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const words = [...text.matchAll(/-?\d+(\.\d+)?|"[^"]*"/g)];
  const word = words[random.below(Math.max(1, words.length))];
  if (word === undefined) return bytes;
  const other = WORDS[random.below(WORDS.length)] ?? "";
  const end = word.index + word[0].length;
  return Buffer.from(text.slice(0, word.index) + other + text.slice(end), "latin1");
}

/** The bytes of a file after one to three damages. @param isText whether words are replaced too. */
export function damaged(bytes: Uint8Array, random: Random, isText: boolean): Uint8Array {
  // Half of the texts keep their grammar, so that what stands behind it is reached.
  const words = isText && random.below(2) === 0;
  const kinds = words ? [replaceWord] : isText ? [...DAMAGES, replaceWord] : DAMAGES;
  let result = bytes;
  for (let k = random.below(3); k >= 0; k--) {
    if (result.length === 0) return result;
    result = kinds[random.below(kinds.length)]?.(result, random) ?? result;
  }
  return result;
}

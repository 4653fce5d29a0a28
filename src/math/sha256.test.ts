import { expect, test } from "vitest";
import { sha256, sha256Here } from "./sha256.ts";

/** From the examples of FIPS 180-4, and one block boundary on each side. Made with `sha256sum`. */
const KNOWN = [
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"],
  ["a".repeat(1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"],
] as const;

test("known hashes, by the platform and without it", async () => {
  for (const [text, hash] of KNOWN) {
    // Not at the start of its buffer, as a file read into a pool.
    const bytes = new TextEncoder().encode(`--${text}`).subarray(2);
    expect(sha256Here(bytes)).toBe(hash);
    expect(await sha256(bytes)).toBe(hash);
  }
});

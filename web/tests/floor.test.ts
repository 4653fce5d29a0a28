import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CHROMIUM, inChromium } from "../../testing/chromium.ts";
import { ROOT } from "../build/assets.ts";
import { OLDEST_BROWSERS } from "../build/floor.ts";
import { PAGE } from "./buildPage.ts";

/**
 * Functions that one of the oldest browsers lacks, by how a call is written. After MDN's compatibility tables. Functions of
 * ES2023 and older (`toSorted`, `findLast`, `structuredClone`) are in all of them.
 */
const NEWER: readonly (readonly [string, RegExp])[] = [
  ["Object.groupBy, Map.groupBy", /\b(?:Object|Map)\.groupBy\(/],
  ["Promise.withResolvers", /\bPromise\.withResolvers\(/],
  ["Promise.try", /\bPromise\.try\(/],
  ["Array.fromAsync", /\bArray\.fromAsync\(/],
  ["AbortSignal.any", /\bAbortSignal\.any\(/],
  ["URL.canParse, URL.parse", /\bURL\.(?:canParse|parse)\(/],
  [
    "Iterator helpers",
    /\bIterator\.(?:from|concat)\(|\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|toArray|reduce|some|every|find|forEach)\(/,
  ],
  ["methods of sets", /\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/],
  ["ArrayBuffer.transfer", /\.transferToFixedLength\(|\.buffer\.transfer\(/],
  ["base64 and hex of bytes", /\bUint8Array\.from(?:Base64|Hex)\(|\.to(?:Base64|Hex)\(\)/],
  ["RegExp.escape", /\bRegExp\.escape\(/],
  ["Math.sumPrecise, Math.f16round", /\bMath\.(?:sumPrecise|f16round)\(/],
  ["Float16Array", /\bnew Float16Array\(/],
  ["requestIdleCallback", /\brequestIdleCallback\(/],
  ["scheduler", /\bscheduler\.(?:yield|postTask)\(/],
  ["view transitions, popovers", /\.(?:startViewTransition|showPopover|togglePopover)\(/],
];

/** Names that a library calls only after it has looked for them: how that is written. */
const LOOKED_FOR = new Map([["URL.canParse, URL.parse", /typeof URL\.canParse==`function`\?/]]);

describe.skipIf(CHROMIUM === undefined)(inChromium("the built page"), () => {
  test("calls no function that the oldest supported browsers lack", () => {
    const scripts = readdirSync(PAGE, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.m?js$/.test(file) && !file.startsWith("runtime/"))
      .map((file) => ({ file, code: readFileSync(join(PAGE, file), "utf8") }));
    expect(scripts.length).toBeGreaterThan(2);
    const found = scripts.flatMap(({ file, code }) =>
      NEWER.filter(([name, call]) => call.test(code) && !LOOKED_FOR.get(name)?.test(code)).map(
        ([name]) => `${file}: ${name}`,
      ),
    );
    expect(found).toEqual([]);
  });

  test("the document names the browsers that the builds are compiled for", () => {
    const text = readFileSync(join(ROOT, "docs/web.md"), "utf8");
    const [, chromium, firefox, safari] =
      /Chromium (\d+), Firefox (\d+) or Safari ([\d.]+), and later/.exec(text) ?? [];
    expect([`chrome${chromium}`, `firefox${firefox}`, `safari${safari}`]).toEqual(OLDEST_BROWSERS);
  });
});

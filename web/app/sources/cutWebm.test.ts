import { expect, test } from "vitest";
import { mendCutWebm } from "./cutWebm.ts";

/** An element whose size takes two bytes. */
function element(id: readonly number[], data: readonly number[], size = data.length): number[] {
  return [...id, 0x40 | (size >> 8), size & 255, ...data];
}

const HEAD = element([0x1a, 0x45, 0xdf, 0xa3], [0, 0]);
const SEGMENT = [0x18, 0x53, 0x80, 0x67];
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];
const BLOCK = element([0xa3], [1, 2, 3]);
const clusters = [
  ...element(CLUSTER, [...BLOCK, ...BLOCK]),
  ...element(CLUSTER, [...BLOCK, ...BLOCK, ...BLOCK]),
];
const whole = [...HEAD, ...element(SEGMENT, clusters)];

async function mended(bytes: readonly number[]): Promise<readonly number[] | null> {
  const blob = await mendCutWebm(new Blob([Uint8Array.from(bytes)]));
  return blob && [...new Uint8Array(await blob.arrayBuffer())];
}

test("the block that a cut went through is left out, and the last cluster ends there", async () => {
  const cut = [
    ...HEAD,
    ...element(
      SEGMENT,
      [...element(CLUSTER, [...BLOCK, ...BLOCK]), ...element(CLUSTER, [...BLOCK, ...BLOCK])],
      clusters.length,
    ),
  ];
  // Within the last block's data, its head, and just before it.
  for (const missing of [1, 4, 5, 6]) {
    expect(await mended(whole.slice(0, whole.length - missing))).toEqual(cut);
  }
});

test("where clusters name no size, the cut block is left out all the same", async () => {
  const live = [...HEAD, ...SEGMENT, 0xff, ...CLUSTER, 0xff, ...BLOCK, ...CLUSTER, 0xff, ...BLOCK];
  expect(await mended(live)).toBeNull();
  expect(await mended([...live, ...BLOCK.slice(0, 4)])).toEqual(live);
});

test("whole files and files of other formats are left alone", async () => {
  expect(await mended(whole)).toBeNull();
  expect(await mended([...whole, 0, 0])).toBeNull();
  expect(await mended([0, 0, 0, 32, 102, 116, 121, 112, 1, 2, 3, 4, 5])).toBeNull();
  expect(await mended([])).toBeNull();
});

import { expect, test } from "vitest";
import { repairWebm } from "./repairWebm.ts";

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

async function repaired(bytes: readonly number[]): Promise<readonly number[] | null> {
  const blob = await repairWebm(new Blob([Uint8Array.from(bytes)]));
  return blob && [...new Uint8Array(await blob.arrayBuffer())];
}

test("a truncated file loses its incomplete block, and its last cluster ends there", async () => {
  const cut = [
    ...HEAD,
    ...element(
      SEGMENT,
      [...element(CLUSTER, [...BLOCK, ...BLOCK]), ...element(CLUSTER, [...BLOCK, ...BLOCK])],
      clusters.length,
    ),
  ];
  // The file ends in the data of the last block, in its head, and just before it.
  for (const missing of [1, 4, 5, 6]) {
    expect(await repaired(whole.slice(0, whole.length - missing))).toEqual(cut);
  }
});

test("a truncated live recording, whose clusters have no size, loses its incomplete block", async () => {
  const live = [...HEAD, ...SEGMENT, 0xff, ...CLUSTER, 0xff, ...BLOCK, ...CLUSTER, 0xff, ...BLOCK];
  expect(await repaired(live)).toBeNull();
  expect(await repaired([...live, ...BLOCK.slice(0, 4)])).toEqual(live);
});

test("complete files and files of other formats are not changed", async () => {
  expect(await repaired(whole)).toBeNull();
  expect(await repaired([...whole, 0, 0])).toBeNull();
  expect(await repaired([0, 0, 0, 32, 102, 116, 121, 112, 1, 2, 3, 4, 5])).toBeNull();
  expect(await repaired([])).toBeNull();
});

import { expect, test } from "vitest";
import { spliceBlob } from "./spliceBlob.ts";

test("bytes are appended, overwrite others, and leave a gap of zeros", async () => {
  const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
  let blob = spliceBlob(new Blob([], { type: "video/webm" }), 0, bytes(1, 2, 3, 4));
  blob = spliceBlob(blob, 1, bytes(8, 9));
  blob = spliceBlob(blob, 6, bytes(5));
  expect([...new Uint8Array(await blob.arrayBuffer())]).toEqual([1, 8, 9, 4, 0, 0, 5]);
  expect(blob.type).toBe("video/webm");
});

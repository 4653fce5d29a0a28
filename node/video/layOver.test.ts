import { expect, test } from "vitest";
import { layOver, type OverlayPart, type YuvPlanes } from "./layOver.ts";

/** A grey image with lines longer than its width, as the library's are. */
function grey(width: number, height: number): YuvPlanes {
  const strides = { y: width + 7, uv: Math.ceil(width / 2) + 3 };
  const lines = Math.ceil(height / 2);
  return {
    y: new Uint8Array(strides.y * height).fill(100),
    u: new Uint8Array(strides.uv * lines).fill(128),
    v: new Uint8Array(strides.uv * lines).fill(128),
    strides,
  };
}

function filled(
  place: Pick<OverlayPart, "x" | "y" | "width" | "height">,
  rgba: readonly number[],
): OverlayPart {
  const data = new Uint8ClampedArray(4 * place.width * place.height);
  for (let at = 0; at < data.length; at += 4) data.set(rgba, at);
  return { ...place, data };
}

/** Y, U and V at a pixel. */
function at({ y, u, v, strides }: YuvPlanes, column: number, row: number): (number | undefined)[] {
  const chroma = (row >> 1) * strides.uv + (column >> 1);
  return [y[row * strides.y + column], u[chroma], v[chroma]];
}

test.each([
  { name: "white", rgb: [255, 255, 255], yuv: [235, 128, 128] },
  { name: "black", rgb: [0, 0, 0], yuv: [16, 128, 128] },
  { name: "red", rgb: [255, 0, 0], yuv: [63, 102, 240] },
  { name: "green", rgb: [0, 255, 0], yuv: [173, 42, 26] },
  { name: "blue", rgb: [0, 0, 255], yuv: [32, 240, 118] },
])("$name that hides the image has the values of BT.709", ({ rgb, yuv }) => {
  const image = grey(16, 8);
  layOver(image, filled({ x: 4, y: 2, width: 6, height: 4 }, [...rgb, 255]));
  expect(at(image, 4, 2)).toEqual(yuv);
  expect(at(image, 9, 5)).toEqual(yuv);
  for (const [column, row] of [
    [3, 2],
    [10, 2],
    [4, 1],
    [9, 6],
  ]) {
    expect(at(image, column, row)).toEqual([100, 128, 128]);
  }
});

test("what lets the image through is mixed with it, and what is empty changes nothing", () => {
  const image = grey(8, 8);
  layOver(image, filled({ x: 0, y: 0, width: 4, height: 4 }, [255, 0, 0, 51]));
  layOver(image, filled({ x: 4, y: 4, width: 4, height: 4 }, [255, 0, 0, 0]));
  expect(at(image, 1, 1)).toEqual([93, 123, 150]);
  expect(at(image, 5, 5)).toEqual([100, 128, 128]);
});

test("a pixel gives its 2 × 2 block a quarter of its colour", () => {
  const image = grey(8, 8);
  layOver(image, filled({ x: 2, y: 2, width: 1, height: 2 }, [0, 0, 255, 255]));
  expect(at(image, 2, 3)).toEqual([32, 240, 118]);
  const single = grey(8, 8);
  const dot = filled({ x: 2, y: 2, width: 2, height: 2 }, [0, 0, 0, 0]);
  dot.data.set([0, 0, 255, 255]);
  layOver(single, dot);
  expect(at(single, 2, 2)).toEqual([32, 156, 125]);
  expect(at(single, 3, 3)).toEqual([100, 156, 125]);
});

test("an image of odd size is drawn on up to its last pixel", () => {
  const image = grey(5, 3);
  layOver(image, filled({ x: 0, y: 0, width: 5, height: 3 }, [0, 255, 0, 255]));
  expect(at(image, 4, 2)).toEqual([173, 42, 26]);
  expect(image.y[5]).toBe(100);
});

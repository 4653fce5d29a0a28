import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { checkFrame, type Frame } from "../src/image/frame.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { decodeImage, ImageError, type ImageErrorCode, readImageFile } from "./images.ts";

const folder = temporaryFolder();

const WIDTH = 48;
const HEIGHT = 32;

/** An image whose four quarters are red, green / blue, white, so that any turn or swap shows. */
function quarters(): Sharp {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const color = quarterColor(x, y);
      data.set(color, (y * WIDTH + x) * 3);
    }
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

function quarterColor(x: number, y: number): [number, number, number] {
  if (y < HEIGHT / 2) return x < WIDTH / 2 ? [255, 0, 0] : [0, 255, 0];
  return x < WIDTH / 2 ? [0, 0, 255] : [255, 255, 255];
}

async function write(name: string, content: Sharp | Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  const bytes = content instanceof sharp ? await (content as Sharp).toBuffer() : content;
  await writeFile(path, bytes as Uint8Array | string);
  return path;
}

function pixel(frame: Frame, x: number, y: number): number[] {
  const at = (y * frame.width + x) * frame.channels;
  return Array.from(frame.data.slice(at, at + 3));
}

/** The middle of each quarter, in the order of `quarterColor`. */
function quartersOf(frame: Frame): number[][] {
  checkFrame(frame);
  const xs = [frame.width / 4, (3 * frame.width) / 4].map(Math.round);
  const ys = [frame.height / 4, (3 * frame.height) / 4].map(Math.round);
  return ys.flatMap((y) => xs.map((x) => pixel(frame, x, y)));
}

function expectClose(
  found: readonly number[][],
  wanted: readonly number[][],
  within: number,
): void {
  for (const [i, color] of wanted.entries()) {
    for (const [c, value] of color.entries()) {
      const got = found[i]?.[c] ?? Number.NaN;
      expect(Math.abs(got - value), `quarter ${i} channel ${c}: ${got}`).toBeLessThanOrEqual(
        within,
      );
    }
  }
}

const UPRIGHT = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

async function refusal(path: string): Promise<ImageError> {
  const error = await readImageFile(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ImageError);
  return error as ImageError;
}

async function expectRefusal(path: string, code: ImageErrorCode, message: RegExp): Promise<void> {
  const error = await refusal(path);
  expect(error.code).toBe(code);
  expect(error.message).toContain(path);
  expect(error.message).toMatch(message);
}

test.each(["png", "jpeg", "webp", "tiff", "gif", "avif"] as const)("%s", async (format) => {
  const path = await write(`plain.${format}`, quarters().toFormat(format, { quality: 100 }));
  const frame = await readImageFile(path);
  expect([frame.width, frame.height, frame.channels]).toEqual([WIDTH, HEIGHT, 3]);
  expectClose(quartersOf(frame), UPRIGHT, 12);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF orientation %i is set upright", async (orientation) => {
  // Stored pixels that the tag turns back: the inverse of each of the eight orientations.
  let stored = await quarters().png().toBuffer();
  const then = async (step: (image: Sharp) => Sharp): Promise<void> => {
    stored = await step(sharp(stored)).png().toBuffer();
  };
  if (orientation === 2 || orientation === 4) await then((i) => i.flop());
  if (orientation === 3 || orientation === 4) await then((i) => i.rotate(180));
  if (orientation === 5 || orientation === 7) await then((i) => i.flop());
  if (orientation === 5 || orientation === 6) await then((i) => i.rotate(270));
  if (orientation === 7 || orientation === 8) await then((i) => i.rotate(90));
  const jpeg = sharp(stored).withMetadata({ orientation }).jpeg({ quality: 100 });
  const frame = await readImageFile(await write(`exif${orientation}.jpg`, jpeg));
  expect([frame.width, frame.height]).toEqual([WIDTH, HEIGHT]);
  expectClose(quartersOf(frame), UPRIGHT, 12);
});

test("16-bit colour becomes 8-bit", async () => {
  const data = new Uint16Array(8 * 8 * 3).map((_, i) => [65535, 32896, 0][i % 3] ?? 0);
  const image = sharp(data, { raw: { width: 8, height: 8, channels: 3 } }).toColourspace("rgb16");
  const path = await write("deep.png", image.png());
  expect((await sharp(path).metadata()).depth).toBe("ushort");
  expectClose([pixel(await readImageFile(path), 3, 3)], [[255, 128, 0]], 2);
});

test("16-bit grey, as infrared cameras write, becomes 8-bit RGB", async () => {
  const data = new Uint16Array(8 * 8).fill(0x4000);
  const image = sharp(data, { raw: { width: 8, height: 8, channels: 1 } }).toColourspace("grey16");
  const path = await write("infrared.png", image.png());
  const metadata = await sharp(path).metadata();
  expect([metadata.depth, metadata.channels]).toEqual(["ushort", 1]);
  expectClose([pixel(await readImageFile(path), 3, 3)], [[64, 64, 64]], 2);
});

test("grey becomes RGB", async () => {
  const frame = await readImageFile(await write("grey.png", quarters().greyscale().png()));
  checkFrame(frame);
  const [red, , , white] = quartersOf(frame);
  expect(new Set(red).size).toBe(1);
  expect(white).toEqual([255, 255, 255]);
});

test("a CMYK JPEG becomes RGB", async () => {
  const path = await write("print.jpg", quarters().toColourspace("cmyk").jpeg({ quality: 100 }));
  expect((await sharp(path).metadata()).space).toBe("cmyk");
  const frame = await readImageFile(path);
  const [red, green, blue, white] = quartersOf(frame) as [number[], number[], number[], number[]];
  // Inks cannot reach pure screen colours, but the hue stays.
  expect(Math.max(...red)).toBe(red[0]);
  expect(Math.max(...green)).toBe(green[1]);
  expect(Math.max(...blue)).toBe(blue[2]);
  expect(Math.min(...white)).toBeGreaterThan(240);
});

test("a palette and its transparency are laid on mid-grey", async () => {
  const clear = { r: 200, g: 10, b: 10, alpha: 0 };
  const sheer = sharp({ create: { width: 9, height: 9, channels: 4, background: clear } });
  for (const palette of [false, true]) {
    const frame = await readImageFile(await write("clear.png", sheer.png({ palette })));
    expect(pixel(frame, 4, 4)).toEqual([128, 128, 128]);
  }
});

test.each(["gif", "webp"] as const)(
  "an animated %s gives its first image and a warning",
  async (format) => {
    const frames = await Promise.all(
      ["#f00", "#00f"].map((background) =>
        sharp({ create: { width: 16, height: 16, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animation = sharp(frames, { join: { animated: true } }).toFormat(format, {
      lossless: true,
    });
    const path = await write(`moving.${format}`, animation);
    const warnings: string[] = [];
    const frame = await readImageFile(path, { onWarning: (warning) => warnings.push(warning) });
    expect([frame.width, frame.height]).toEqual([16, 16]);
    expectClose([pixel(frame, 8, 8)], [[255, 0, 0]], 2);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/holds 2 images; only the first/);
  },
);

test("one pixel", async () => {
  const one = sharp({ create: { width: 1, height: 1, channels: 3, background: "#123456" } });
  const frame = await readImageFile(await write("one.png", one.png()));
  expect(frame).toEqual({ width: 1, height: 1, channels: 3, data: new Uint8Array([18, 52, 86]) });
});

test("20 megapixels", async () => {
  const large = sharp({
    create: { width: 5184, height: 3888, channels: 3, background: "#777" },
  });
  const frame = await readImageFile(await write("large.jpg", large.jpeg()));
  checkFrame(frame);
  expect([frame.width, frame.height]).toEqual([5184, 3888]);
});

test("truncated files are reported as truncated", async () => {
  for (const format of ["jpeg", "png", "webp", "tiff", "gif"] as const) {
    const noise = sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        background: "#000",
        noise: { type: "gaussian", mean: 128, sigma: 60 },
      },
    });
    const whole = await noise.toFormat(format).toBuffer();
    for (const share of [0.02, 0.5, 0.9]) {
      const path = await write(`cut.${format}`, whole.subarray(0, Math.ceil(whole.length * share)));
      await expectRefusal(path, "truncated", /cut short or damaged/);
    }
  }
});

test("files that are not images are rejected, each with its own reason", async () => {
  await expectRefusal(join(folder, "nowhere.jpg"), "missing", /no such file/);
  await expectRefusal(folder, "not-a-file", /not a file/);
  await expectRefusal(await write("empty.jpg", ""), "empty", /empty/);
  await expectRefusal(await write("text.jpg", "hello, I am text"), "not-an-image", /name ends/);
  await expectRefusal(await write("text.md", "hello, I am text"), "not-an-image", /not an image/);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>`;
  await expectRefusal(await write("drawing.svg", svg), "unsupported", /SVG.*convert/);
  const heic = Buffer.concat([Buffer.from("\0\0\0\x18ftypheic"), Buffer.alloc(100)]);
  await expectRefusal(await write("phone.heic", heic), "unsupported", /HEIC.*convert.*JPEG/);
  const mp4 = Buffer.concat([Buffer.from("\0\0\0\x18ftypisom"), Buffer.alloc(100)]);
  await expectRefusal(await write("video.jpg", mp4), "unsupported", /Video/);
});

test.each([
  ["JPEG 2000", "a.jp2", "\0\0\0\x0cjP  \r\n\x87\n"],
  ["JPEG 2000", "codestream.j2k", "\xff\x4f\xff\x51\0"],
  ["PPM", "a.ppm", "P6\n2 2\n255\n"],
  ["PPM", "plain.pgm", "P2\n# grey\n2 2\n255\n"],
  ["TGA", "a.tga", `\0\0\x02${"\0".repeat(9)}\x08\0\x08\0\x18\0`],
  ["TGA", "new.bin", `${"\0".repeat(100)}TRUEVISION-XFILE.\0`],
  ["HEIC", "a.heic", "\0\0\0\x18ftypheic\0\0\0\0"],
  ["JPEG XL", "a.jxl", "\xff\x0a\x7a"],
  ["BMP", "a.bmp", `BM${"\0".repeat(40)}`],
  ["CR2", "a.cr2", "II*\0\x10\0\0\0CR\x02\0"],
  ["NEF", "a.nef", "MM\0*\0\0\0\x08"],
  ["OpenEXR", "a.exr", "v/1\x01\x02\0\0\0"],
  ["DICOM", "a.dcm", `${"\0".repeat(128)}DICM`],
  ["Windows icon", "a.ico", "\0\0\x01\0\x01\0\x10\x10"],
])("%s is named as a kind that is not read", async (kind, name, start) => {
  const bytes = Buffer.concat([Buffer.from(start, "latin1"), Buffer.alloc(20)]);
  const whole = name === "new.bin" ? Buffer.from(start, "latin1") : bytes;
  await expectRefusal(await write(name, whole), "unsupported", new RegExp(`${kind}.* not read`));
});

test.each([
  [30000, 1],
  [1, 30000],
  [4000, 100],
])("an image of %i × %i pixels is named as what it is", async (width, height) => {
  const path = join(folder, "narrow.png");
  await sharp({ create: { width, height, channels: 3, background: "#678" } }).toFile(path);
  await expectRefusal(path, "unsupported", new RegExp(`${width} × ${height} pixels: no photo`));
});

test.skipIf(process.platform === "win32")("an image is read from a named pipe", async () => {
  const pipe = join(folder, "pipe.png");
  execFileSync("mkfifo", [pipe]);
  const image = sharp({ create: { width: 20, height: 10, channels: 3, background: "#678" } });
  const writing = image
    .png()
    .toBuffer()
    .then((bytes) => writeFile(pipe, bytes));
  expect(await readImageFile(pipe)).toMatchObject({ width: 20, height: 10 });
  await writing;
});

test("the caller may use an image's bytes again at once", async () => {
  const bytes = await quarters().png().toBuffer();
  const reading = decodeImage(bytes, "again.png");
  bytes.fill(0);
  expect(pixel(await reading, WIDTH - 1, 0)).toEqual([0, 255, 0]);
});

test("a header with a giant size is rejected without decoding", async () => {
  const small = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#000" } })
    .png()
    .toBuffer();
  const bomb = Buffer.from(small);
  bomb.writeUInt32BE(60000, 16);
  bomb.writeUInt32BE(60000, 20);
  await expectRefusal(await write("bomb.png", bomb), "too-large", /megapixels/);
});

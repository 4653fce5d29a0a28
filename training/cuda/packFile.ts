// The data of a pack: arrays and images one after the other in one file, and where each lies.

import { deflateSync } from "node:zlib";
import type { Shape } from "../graph/index.ts";
import { encodeImages, planeSteps, type StoredImage } from "./imageStore.ts";

/** Where an array lies in the file; its bytes are deflated. */
interface ArrayEntry {
  readonly type: "float32" | "uint8" | "int32";
  readonly shape: Shape;
  readonly offset: number;
  readonly bytes: number;
}

/** Images of one kind; they are decoded onto canvases of one size. */
interface ImagesEntry {
  readonly count: number;
  readonly channels: 3 | 4;
  readonly canvas: readonly [height: number, width: number];
  /** Width and height of each, by name among the arrays. */
  readonly sizes: string;
  /** The 64 quantisation steps of each plane. */
  readonly steps: readonly (readonly number[])[];
  readonly blocks: readonly {
    readonly offset: number;
    readonly bytes: number;
    readonly count: number;
  }[];
}

/** How many images share one block: enough for good compression, few enough to decode in little memory. */
const IMAGES_A_BLOCK = 256;

/** Collects the data of a pack in memory. */
export interface PackFile {
  readonly arrays: Record<string, ArrayEntry>;
  readonly images: Record<string, ImagesEntry>;
  addArray(name: string, shape: Shape, data: Float32Array | Uint8Array | Int32Array): void;
  addImages(name: string, images: readonly StoredImage[], channels: 3 | 4, quality: number): void;
  /** Bytes so far. */
  readonly size: number;
  content(): Uint8Array;
}

/** A pack's data file without content. */
export function createPackFile(): PackFile {
  const parts: Uint8Array[] = [];
  let size = 0;
  const append = (bytes: Uint8Array) => {
    const offset = size;
    parts.push(bytes);
    size += bytes.length;
    return { offset, bytes: bytes.length };
  };
  const arrays: Record<string, ArrayEntry> = {};
  const images: Record<string, ImagesEntry> = {};
  const file: PackFile = {
    arrays,
    images,
    addArray(name, shape, data) {
      const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const type =
        data instanceof Float32Array ? "float32" : data instanceof Int32Array ? "int32" : "uint8";
      arrays[name] = { type, shape, ...append(deflateSync(raw, { level: 9 })) };
    },
    addImages(name, list, channels, quality) {
      const steps = planeSteps(quality, channels);
      const blocks: { offset: number; bytes: number; count: number }[] = [];
      for (let first = 0; first < list.length; first += IMAGES_A_BLOCK) {
        const some = list.slice(first, first + IMAGES_A_BLOCK);
        blocks.push({ ...append(encodeImages(some, channels, steps)), count: some.length });
      }
      const sizes = `${name}.sizes`;
      file.addArray(
        sizes,
        [list.length, 2],
        Int32Array.from(list.flatMap(({ width, height }) => [width, height])),
      );
      images[name] = {
        count: list.length,
        channels,
        canvas: [maximum(list, "height"), maximum(list, "width")],
        sizes,
        steps: steps.map((table) => [...table]),
        blocks,
      };
    },
    get size() {
      return size;
    },
    content: () => Buffer.concat(parts),
  };
  return file;
}

/** Bytes that images would take at a quality, estimated from every sixteenth of them. */
export function estimateBytes(images: readonly StoredImage[], quality: number): number {
  const sampled = images.length < 64 ? images : images.filter((_, index) => index % 16 === 0);
  const area = (list: readonly StoredImage[]) =>
    list.reduce((sum, { width, height }) => sum + width * height, 0);
  const bytes = encodeImages(sampled, 3, planeSteps(quality, 3)).length;
  return (bytes * area(images)) / area(sampled);
}

function maximum(images: readonly StoredImage[], side: "width" | "height"): number {
  return images.reduce((most, image) => Math.max(most, image[side]), 1);
}

// Annotated images: a frame with its analysis drawn over it, encoded as JPEG or PNG.

import * as z from "zod";
import { drawFaces } from "../src/draw/faces.ts";
import type { Frame, FrameInput } from "../src/image/frame.ts";
import { frameCopier } from "../src/image/frameCopier.ts";
import { check, mustBe, oneOf } from "../src/options.ts";
import type { Face } from "../src/result.ts";
import { faceSchema } from "../src/schemas.ts";
import { loadDrawing } from "./canvas.ts";
import { enlargement } from "./enlargement.ts";
import { loadSharp } from "./sharp.ts";

/**
 * Draws faces over a frame and encodes the image.
 *
 * A frame whose longer side is at most 480 pixels is enlarged by a whole factor, at most 4; larger frames keep their
 * size. Text uses a bundled font, so that it is drawn on machines without fonts.
 *
 * The pixels are copied before this returns.
 *
 * @throws {RangeError} when the frame, a face or the format is malformed.
 * @throws {DrawingError} where @napi-rs/canvas has no build for this platform, or it is not installed.
 *
 * @example
 * const { faces } = await vigil.analyze(frame);
 * await writeFile("annotated.jpg", await annotateFrame(frame, faces));
 */
export async function annotateFrame(
  image: FrameInput,
  faces: readonly Face[],
  format: "jpeg" | "png" = "jpeg",
): Promise<Uint8Array> {
  check(z.array(faceSchema, mustBe("an array of faces")), faces, "annotateFrame's faces");
  check(oneOf("jpeg", "png"), format, "annotateFrame's format");
  return frameCopier().withCopy(image, (frame) => annotate(frame, faces, format));
}

async function annotate(
  frame: Frame,
  faces: readonly Face[],
  format: "jpeg" | "png",
): Promise<Uint8Array> {
  const { createCanvas, fontFamily } = await loadDrawing();
  const scale = enlargement(frame);
  const width = frame.width * scale;
  const height = frame.height * scale;
  const canvas = createCanvas(width, height);
  drawFaces(canvas.getContext("2d"), faces, { width, height, scale, fontFamily });
  const { channels } = frame;
  const sharp = await loadSharp();
  const image = sharp(frame.data, {
    raw: { width: frame.width, height: frame.height, channels },
  })
    .removeAlpha()
    .resize(width, height, { kernel: "cubic" })
    // A canvas stores colours premultiplied by their opacity.
    .composite([
      { input: canvas.data(), raw: { width, height, channels: 4, premultiplied: true } },
    ]);
  return format === "png"
    ? image.png().toBuffer()
    : image.jpeg({ quality: 90, chromaSubsampling: "4:4:4" }).toBuffer();
}

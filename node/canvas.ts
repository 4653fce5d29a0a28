// Loads the canvas on demand, with the bundled font. Analysis needs neither.

import { readFile } from "node:fs/promises";
import { errorMessage } from "../src/errorMessage.ts";
import { installedFile } from "./package.ts";

type CanvasLibrary = typeof import("@napi-rs/canvas");

/** What annotated images and videos are drawn with. */
export interface Drawing extends Pick<CanvasLibrary, "createCanvas" | "ImageData"> {
  /** The CSS family list of the text. */
  readonly fontFamily: string;
}

/** Nothing can be drawn here; the message says what is missing. */
export class DrawingError extends Error {
  override readonly name = "DrawingError";
}

const FONT_FAMILY = "Vigil B612";
const FONT_FILE = "@fontsource/b612/files/b612-latin-400-normal.woff";

/** @throws {DrawingError} where @napi-rs/canvas or its build for this platform is not installed. */
export async function loadDrawing(): Promise<Drawing> {
  const { createCanvas, GlobalFonts, ImageData } = await import("@napi-rs/canvas").catch(
    (cause: unknown) => {
      throw new DrawingError(
        "Annotated images and videos need @napi-rs/canvas and its build for this platform, an optional package of it. " +
          `Install without leaving out optional packages, or add that package by name (${errorMessage(cause)}).`,
        { cause },
      );
    },
  );
  if (!GlobalFonts.has(FONT_FAMILY)) {
    const file = installedFile(FONT_FILE);
    // In a bundle without the font's package the system's font must do.
    if (file !== undefined) GlobalFonts.register(await readFile(file), FONT_FAMILY);
  }
  return { createCanvas, ImageData, fontFamily: `"${FONT_FAMILY}", sans-serif` };
}

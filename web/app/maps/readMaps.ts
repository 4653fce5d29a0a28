// Asks the worker for the heat maps of a shot's face.

import type { FaceMaps } from "../../../src/index.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Shot } from "../state/live.ts";

/**
 * The heat maps of the shot's face, with corners in pixels of the shot's image.
 *
 * @returns null when the shot has no face.
 */
export async function readMaps(engine: EngineClient, shot: Shot): Promise<FaceMaps | null> {
  const { face, image: canvas, width } = shot;
  if (face === null) return null;
  const scale = canvas.width / width;
  // Pixel centres are whole numbers, hence the halves.
  const landmarks = face.landmarks.map(({ x, y }) => ({
    x: (x + 0.5) * scale - 0.5,
    y: (y + 0.5) * scale - 0.5,
  }));
  const image = await createImageBitmap(canvas);
  const longestSide = Math.max(canvas.width, canvas.height);
  return engine.call("maps", { image, longestSide, landmarks }, [image]);
}

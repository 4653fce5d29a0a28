// The image's border moved into the face: beyond it everything is black, grey, one colour or repeated edge colours.

import { css, type Rgb, randomColor } from "./color.ts";
import type { FillStyle, Sketch } from "./sketch.ts";

const EDGE_STOPS = 12;

/** A strip from one side of the image that ends inside the face. */
export function drawBorder(sketch: Sketch): void {
  const { context, random, face, image } = sketch;
  const { a, b, c, d, e, f } = face.toImage;
  const across = random.chance(0.5);
  const fromStart = random.chance(0.5);
  const extent = across ? image.width : image.height;
  const positions = face.points.map(({ x, y }) => (across ? a * x + b * y + c : d * x + e * y + f));
  const low = Math.max(0, Math.min(...positions));
  const high = Math.min(extent, Math.max(...positions));
  const depth = (high - low) * random.between(0.08, 0.45);
  const edge = fromStart ? low + depth : high - depth;
  context.save();
  // From face coordinates back to pixels: the border is parallel to the image, not to the face.
  const determinant = a * e - b * d;
  context.transform(
    e / determinant,
    -d / determinant,
    -b / determinant,
    a / determinant,
    (b * f - c * e) / determinant,
    (c * d - a * f) / determinant,
  );
  const slant = random.chance(0.3) ? random.normal() * 0.12 : 0;
  const far = fromStart ? -2 * extent : 3 * extent;
  const end = across ? image.height : image.width;
  const lean = slant * end * 0.5;
  context.fillStyle = borderFill(sketch, across, edge);
  context.beginPath();
  for (const [along, at] of [
    [far, -end],
    [edge - lean * 2, -end],
    [edge + lean * 2, 2 * end],
    [far, 2 * end],
  ] as const) {
    if (across) context.lineTo(along, at);
    else context.lineTo(at, along);
  }
  context.closePath();
  context.fill();
  context.restore();
}

function borderFill(sketch: Sketch, across: boolean, edge: number): FillStyle {
  const { context, random, image } = sketch;
  const pick = random.next();
  if (pick < 0.4) return css([0, 0, 0]);
  if (pick < 0.55) {
    const grey = random.between(0, 255);
    return css([grey, grey, grey]);
  }
  if (pick < 0.65) return css(randomColor(random));
  // The colours along the edge, repeated outwards.
  const length = across ? image.height : image.width;
  const gradient = across
    ? context.createLinearGradient(0, 0, 0, length)
    : context.createLinearGradient(0, 0, length, 0);
  const extent = across ? image.width : image.height;
  const fixed = Math.max(0, Math.min(extent - 1, Math.round(edge)));
  for (let i = 0; i < EDGE_STOPS; i++) {
    const along = Math.round((i / (EDGE_STOPS - 1)) * (length - 1));
    const at = (across ? along * image.width + fixed : fixed * image.width + along) * 3;
    const color: Rgb = [image.image[at], image.image[at + 1], image.image[at + 2]];
    gradient.addColorStop(i / (EDGE_STOPS - 1), css(color));
  }
  return gradient;
}

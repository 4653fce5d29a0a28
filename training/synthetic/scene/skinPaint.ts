// The face's colour texture, painted in the head model's texture space: lips, brows, lids, blush, beard shadow.

import * as THREE from "three";
import { type Random, randomFrom } from "../../../src/math/random.ts";
import { ANNOTATION_OFFSET } from "../annotation.ts";
import type { Colour, PersonSpec } from "../driverSpec.ts";
import {
  type Brush,
  blend,
  CENTIMETRE,
  css,
  middle,
  type Place,
  SIZE,
  scaled,
  traceClosed,
  tracePath,
} from "./brush.ts";
import { type HeadModel, headPart } from "./headModel.ts";
import { paintFolds } from "./skinFolds.ts";
import { skinPixels } from "./skinTone.ts";

/**
 * Paints the face of a person. The texture fits the part `M_Face`; its borders have the colour of plain skin.
 *
 * @param side of the texture in pixels: 512 is enough for faces of 150 pixels.
 */
export function paintFace(
  model: HeadModel,
  person: PersonSpec,
  side: number,
  seed: number,
): THREE.Texture {
  const random = randomFrom(seed);
  const places = landmarkPlaces(model);
  const at = (index: number): Place => places[index];
  const canvas = new OffscreenCanvas(side, side);
  // Without `willReadFrequently` the page paints on the software GPU, which takes seconds.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("The page has no 2-D canvas.");
  const { skin } = person;
  context.putImageData(
    new ImageData(skinPixels(side, SIZE / CENTIMETRE, skin, random), side, side),
    0,
    0,
  );
  const brush: Brush = { context, blur: (pixels) => `blur(${(pixels * side) / SIZE}px)` };
  context.scale(side / SIZE, side / SIZE);

  // Radial gradients, because a blur filter for each stroke would take minutes.
  const soft = (place: Place, rx: number, ry: number, alpha: number, colour: Colour) => {
    context.save();
    context.translate(...place);
    context.scale(1, ry / rx);
    const gradient = context.createRadialGradient(0, 0, 0, 0, 0, rx);
    const rgb = css(colour);
    gradient.addColorStop(0, rgb.replace(")", ` / ${alpha})`));
    gradient.addColorStop(0.45, rgb.replace(")", ` / ${alpha * 0.66})`));
    gradient.addColorStop(1, rgb.replace(")", " / 0)"));
    context.fillStyle = gradient;
    context.fillRect(-rx, -rx, 2 * rx, 2 * rx);
    context.restore();
  };
  const redder = blend(skin.colour, [0.62 * (skin.colour[0] + 0.25), 0.12, 0.09], 0.55);
  const darker = scaled(skin.colour, [0.5, 0.42, 0.4]);

  // Redness: cheeks, tip and wings of the nose, chin.
  const flush = (place: Place, rx: number, ry: number, alpha: number) =>
    soft(place, rx * CENTIMETRE, ry * CENTIMETRE, alpha * skin.flush, redder);
  flush(middle(at(36), at(48), 0.52), 2.6, 2.2, 0.45);
  flush(middle(at(45), at(54), 0.52), 2.6, 2.2, 0.45);
  flush(at(30), 1.6, 1.2, 0.5);
  flush(middle(at(57), at(8), 0.6), 1.9, 1.3, 0.3);

  // The skin of lids and around the eyes is thinner and darker.
  for (const [from, to, inner] of [
    [36, 39, 39],
    [42, 45, 42],
  ] as const) {
    const [x, y] = middle(at(from), at(to), 0.5);
    soft([x, y + 4], 2.6 * CENTIMETRE, 1.5 * CENTIMETRE, 0.35, darker);
    soft([at(inner)[0], at(inner)[1] + 10], CENTIMETRE, CENTIMETRE, 0.35, darker);
  }
  if (person.makeUp > 0) {
    // Eye shadow on the upper lids, between the colours of lips and lashes.
    const shadow: Colour = [0.16 * skin.colour[0] + 0.03, 0.06, 0.07];
    for (const lid of [middle(at(37), at(38), 0.5), middle(at(43), at(44), 0.5)]) {
      const place: Place = [lid[0], lid[1] - 0.25 * CENTIMETRE];
      soft(place, 1.7 * CENTIMETRE, 0.75 * CENTIMETRE, 0.7 * person.makeUp, shadow);
    }
  }
  paintFolds(brush, at, skin.age ?? 0, darker);
  paintLashLine(brush, at);
  if (skin.stubble > 0) paintStubble(brush, at, person, random);
  paintLips(brush, at, skin.colour, Math.min(1.6, skin.lips + person.makeUp));
  for (const brow of [
    [17, 18, 19, 20, 21],
    [26, 25, 24, 23, 22],
  ]) {
    const line = brow.map((index) => browPlace(at(index), index));
    paintBrow(brush, line, person, random);
  }

  const texture = new THREE.CanvasTexture(canvas);
  texture.generateMipmaps = true;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  return texture;
}

function landmarkPlaces(model: HeadModel): Place[] {
  const face = headPart(model, "M_Face");
  const cornerOf = new Map<number, number>();
  face.vertices.forEach((vertex, corner) => {
    cornerOf.set(vertex, corner);
  });
  return model.landmarks.map((vertex, index) => {
    const corner = cornerOf.get(vertex);
    if (corner === undefined) throw new Error(`Landmark ${index} is not on the face's skin.`);
    return [face.uvs[2 * corner] * SIZE, (1 - face.uvs[2 * corner + 1]) * SIZE];
  });
}

function paintLashLine({ context, blur }: Brush, at: (index: number) => Place): void {
  context.save();
  context.filter = blur(1.5);
  context.lineCap = "round";
  for (const [lid, width, alpha] of [
    [[36, 37, 38, 39], 6, 0.75],
    [[42, 43, 44, 45], 6, 0.75],
    [[36, 41, 40, 39], 3, 0.35],
    [[42, 47, 46, 45], 3, 0.35],
  ] as const) {
    context.strokeStyle = `rgb(25 14 10 / ${alpha})`;
    context.lineWidth = width;
    tracePath(context, lid.map(at));
    context.stroke();
  }
  context.restore();
}

function paintLips(
  { context, blur }: Brush,
  at: (index: number) => Place,
  skin: Colour,
  strength: number,
): void {
  const lip = blend(
    skin,
    [0.75 * skin[0] + 0.02, 0.3 * skin[1], 0.34 * skin[2]],
    0.35 + 0.5 * strength,
  );
  const outline = Array.from({ length: 12 }, (_, k) => at(48 + k));
  context.save();
  context.fillStyle = css(lip);
  for (const [radius, alpha] of [
    [7, 0.5],
    [3, 0.65],
  ] as const) {
    context.filter = blur(radius);
    context.globalAlpha = alpha;
    traceClosed(context, outline);
    context.fill();
  }
  context.filter = blur(2.5);
  context.globalAlpha = 0.8;
  context.fillStyle = css(scaled(lip, [0.45, 0.3, 0.3]));
  traceClosed(
    context,
    Array.from({ length: 8 }, (_, k) => at(60 + k)),
  );
  context.fill();
  context.restore();
}

/** How far above the points that annotators mark the brow's middle is, millimetres. */
const BROW_ABOVE = 1.9;

/** Brows of photographs are lower than the model's vertices, by what annotators mark. */
function browPlace([x, y]: Place, index: number): Place {
  const [aside, down] = ANNOTATION_OFFSET[index] ?? [0, 0, 0];
  return [x + (aside * CENTIMETRE) / 10, y + ((down - BROW_ABOVE) * CENTIMETRE) / 10];
}

function paintBrow(
  { context, blur }: Brush,
  line: readonly Place[],
  person: PersonSpec,
  random: Random,
): void {
  const { thickness, density } = person.brows;
  // Brows are darker than fair or grey hair.
  const colour = blend(person.hair.colour, [0.045, 0.03, 0.022], 0.55);
  const outward = Math.sign(line[0][0] - line[4][0]);
  const strokes = Math.round(620 * density);
  context.save();
  context.strokeStyle = css(colour);
  context.fillStyle = css(colour);
  // A soft shade represents hairs that are too fine to draw.
  context.filter = blur(7);
  context.globalAlpha = 0.33 * Math.min(1, density);
  context.lineWidth = 0.55 * CENTIMETRE * thickness;
  context.lineCap = "round";
  tracePath(
    context,
    line.map(([x, y]) => [x, y + 4] as const),
  );
  context.stroke();
  context.filter = "none";
  for (let k = 0; k < strokes; k++) {
    // 0 at the inner end, 1 at the outer end.
    const along = random.next();
    const position = (1 - along) * (line.length - 1);
    const index = Math.min(line.length - 2, Math.floor(position));
    const [x, y] = middle(line[index], line[index + 1], position - index);
    const half =
      0.42 * CENTIMETRE * thickness * Math.min(1, 0.75 + along) * (1 - 0.72 * along ** 2);
    const across = (random.next() + random.next() - 1) * half;
    const length = CENTIMETRE * random.between(0.25, 0.5);
    const angle =
      (0.25 + 1.1 * Math.min(1, along * 1.6)) * (Math.PI / 2) +
      random.normal() * 0.18 +
      (across > 0 ? -0.2 : 0.25);
    const sx = x + random.normal() * 2;
    const sy = y + 4 + across;
    context.globalAlpha = random.between(0.25, 0.75);
    context.lineWidth = random.between(0.8, 1.9);
    context.beginPath();
    context.moveTo(sx, sy);
    context.lineTo(sx + outward * Math.sin(angle) * length, sy - Math.cos(angle) * length * 0.8);
    context.stroke();
  }
  context.restore();
}

function paintStubble(
  { context }: Brush,
  at: (index: number) => Place,
  person: PersonSpec,
  random: Random,
): void {
  const mask = new OffscreenCanvas(SIZE, SIZE);
  const draw = mask.getContext("2d", { willReadFrequently: true });
  if (draw === null) throw new Error("The page has no 2-D canvas.");
  const colour = blend(person.hair.colour, [0.05, 0.05, 0.055], 0.5);
  draw.fillStyle = css(colour);
  draw.filter = "blur(16px)";
  traceClosed(draw, [
    at(2),
    at(3),
    at(4),
    at(5),
    at(6),
    at(7),
    at(8),
    at(9),
    at(10),
    at(11),
    at(12),
    at(13),
    at(14),
    middle(at(13), at(54), 0.45),
    middle(at(35), at(54), 0.55),
    at(34),
    at(32),
    middle(at(31), at(48), 0.55),
    middle(at(3), at(48), 0.45),
  ]);
  draw.fill();
  // The shade continues below the jaw.
  const [x, y] = at(8);
  draw.beginPath();
  draw.ellipse(x, y + 20, 4.2 * CENTIMETRE, 1.8 * CENTIMETRE, 0, 0, 2 * Math.PI);
  draw.fill();
  draw.filter = "none";
  draw.globalCompositeOperation = "destination-out";
  for (let k = 0; k < 5200; k++) {
    draw.globalAlpha = random.between(0.2, 0.8);
    draw.fillRect(
      random.next() * SIZE,
      random.between(0.4, 1) * SIZE,
      random.between(1, 4),
      random.between(1, 3),
    );
  }
  context.save();
  context.globalAlpha = 0.55 * person.skin.stubble;
  context.drawImage(mask, 0, 0);
  context.restore();
}

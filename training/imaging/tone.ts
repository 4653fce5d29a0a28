// Point operations and lights on an RGB image: brightness, colour, grey, gradients. All work in place.

/** A table from one byte to another, 256 entries. */
export type ByteTable = Uint8ClampedArray;

/**
 * The table of a tone curve: contrast around mid-grey, then gamma, then brightness.
 *
 * @param gain multiplies the result (brightness).
 * @param contrast slope around 128.
 * @param gamma exponent on 0..1; below 1 lifts the shadows.
 */
export function toneTable(gain: number, contrast: number, gamma: number): ByteTable {
  const table = new Uint8ClampedArray(256);
  for (let v = 0; v < 256; v++) {
    const stretched = Math.min(255, Math.max(0, (v - 128) * contrast + 128));
    table[v] = 255 * gain * (stretched / 255) ** gamma;
  }
  return table;
}

/** Sends each channel of interleaved RGB through its table. */
export function applyTables(
  image: Uint8Array,
  red: ByteTable,
  green: ByteTable = red,
  blue: ByteTable = red,
): void {
  for (let i = 0; i < image.length; i += 3) {
    image[i] = red[image[i]];
    image[i + 1] = green[image[i + 1]];
    image[i + 2] = blue[image[i + 2]];
  }
}

/** Moves every pixel towards its grey (`amount` < 1; 0 is grey) or away from it (> 1). */
export function saturate(image: Uint8Array, amount: number): void {
  const clamped = clampedView(image);
  for (let i = 0; i < image.length; i += 3) {
    const red = image[i];
    const green = image[i + 1];
    const blue = image[i + 2];
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    clamped[i] = grey + amount * (red - grey);
    clamped[i + 1] = grey + amount * (green - grey);
    clamped[i + 2] = grey + amount * (blue - grey);
  }
}

/** Makes the image grey with these shares of red, green and blue, then sends it through a table. */
export function mixGrey(
  image: Uint8Array,
  shares: readonly [number, number, number],
  table: ByteTable,
): void {
  const [redShare, greenShare, blueShare] = shares;
  for (let i = 0; i < image.length; i += 3) {
    const mixed = redShare * image[i] + greenShare * image[i + 1] + blueShare * image[i + 2];
    const grey = table[Math.min(255, mixed) | 0];
    image[i] = grey;
    image[i + 1] = grey;
    image[i + 2] = grey;
  }
}

/**
 * Light from one side: multiplies by a gain that goes smoothly from `dark` to `bright` along a direction;
 * what passes 255 is blown out.
 *
 * @param angle direction towards the light, radians, clockwise from x.
 * @param edge where the middle of the transition lies, −1..1 of the half side.
 * @param softness half width of the transition, in half sides.
 */
export function sideLight(
  image: Uint8Array,
  size: number,
  angle: number,
  edge: number,
  softness: number,
  dark: number,
  bright: number,
): void {
  const steps = 512;
  const gains = new Float32Array(steps + 1);
  for (let i = 0; i <= steps; i++) {
    // The diagonal of the square reaches √2 half sides from its middle.
    const along = (i / steps - 0.5) * 2 * Math.SQRT2;
    const t = Math.min(1, Math.max(0, (along - edge + softness) / (2 * softness)));
    gains[i] = dark + (bright - dark) * t * t * (3 - 2 * t);
  }
  const clamped = clampedView(image);
  const perPixel = steps / (size * Math.SQRT2);
  const stepX = Math.cos(angle) * perPixel;
  const stepY = Math.sin(angle) * perPixel;
  const middle = (size - 1) / 2;
  let i = 0;
  for (let y = 0; y < size; y++) {
    let at = steps / 2 + (y - middle) * stepY - middle * stepX;
    for (let x = 0; x < size; x++, i += 3, at += stepX) {
      const gain = gains[at | 0];
      clamped[i] = image[i] * gain;
      clamped[i + 1] = image[i + 1] * gain;
      clamped[i + 2] = image[i + 2] * gain;
    }
  }
}

/**
 * A lamp near the camera: a gain of `peak` at a point, falling as a Gaussian to `floor` far from it.
 *
 * @param deviation of the Gaussian, pixels.
 */
export function lamp(
  image: Uint8Array,
  size: number,
  centerX: number,
  centerY: number,
  deviation: number,
  peak: number,
  floor: number,
): void {
  const bell = (distance: number) => Math.exp(-(distance * distance) / (2 * deviation * deviation));
  const across = Float32Array.from({ length: size }, (_, x) => bell(x - centerX));
  const clamped = clampedView(image);
  let i = 0;
  for (let y = 0; y < size; y++) {
    const down = (peak - floor) * bell(y - centerY);
    for (let x = 0; x < size; x++, i += 3) {
      const gain = floor + down * across[x];
      clamped[i] = image[i] * gain;
      clamped[i + 1] = image[i + 1] * gain;
      clamped[i + 2] = image[i + 2] * gain;
    }
  }
}

/** Blends a soft disc of one grey value into the image; `strength` 0..1 at its middle. */
export function softDisc(
  image: Uint8Array,
  size: number,
  centerX: number,
  centerY: number,
  radius: number,
  value: number,
  strength: number,
): void {
  const reach = radius + 1;
  const top = Math.max(0, Math.ceil(centerY - reach));
  const bottom = Math.min(size - 1, Math.floor(centerY + reach));
  const left = Math.max(0, Math.ceil(centerX - reach));
  const right = Math.min(size - 1, Math.floor(centerX + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const inside = Math.min(1, Math.max(0, reach - Math.hypot(x - centerX, y - centerY)));
      const share = inside * strength;
      const at = (y * size + x) * 3;
      for (let channel = at; channel < at + 3; channel++) {
        image[channel] = image[channel] * (1 - share) + value * share;
      }
    }
  }
}

/** The same bytes, but written with rounding and clamping to 0..255. */
export function clampedView(image: Uint8Array): Uint8ClampedArray {
  return new Uint8ClampedArray(image.buffer, image.byteOffset, image.length);
}

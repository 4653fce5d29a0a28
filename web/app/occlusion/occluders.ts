// Occluders that hide a face, as vector drawings: a hand, a mask, sunglasses, a cup.

/** The kinds of occluders. */
export const OCCLUDERS = ["hand", "mask", "glasses", "cup"] as const;

export type OccluderKind = (typeof OCCLUDERS)[number];

/** Draws an occluder around the origin; one unit is the width of a face. */
type Painter = (context: CanvasRenderingContext2D) => void;

/** The first position of an occluder on an upright face, in face widths from the face's centre. */
export const SEATS: Readonly<Record<OccluderKind, { readonly x: number; readonly y: number }>> = {
  hand: { x: 0.2, y: 0.25 },
  mask: { x: 0, y: 0.27 },
  glasses: { x: 0, y: -0.2 },
  cup: { x: 0.1, y: 0.4 },
};

export const PAINTERS: Readonly<Record<OccluderKind, Painter>> = {
  mask(context) {
    context.beginPath();
    context.moveTo(-0.52, -0.2);
    context.bezierCurveTo(-0.25, -0.22, -0.1, -0.34, 0, -0.34);
    context.bezierCurveTo(0.1, -0.34, 0.25, -0.22, 0.52, -0.2);
    context.bezierCurveTo(0.5, 0.1, 0.36, 0.36, 0, 0.42);
    context.bezierCurveTo(-0.36, 0.36, -0.5, 0.1, -0.52, -0.2);
    fillShaded(context, "#8fb7cf", "#6c97b1");
    context.strokeStyle = "rgba(40, 70, 90, 0.35)";
    context.lineWidth = 0.012;
    for (const y of [-0.08, 0.06, 0.2]) {
      context.beginPath();
      context.moveTo(-0.47 + 0.25 * Math.abs(y), y);
      context.quadraticCurveTo(0, y + 0.06, 0.47 - 0.25 * Math.abs(y), y);
      context.stroke();
    }
  },

  glasses(context) {
    for (const side of [-1, 1]) {
      context.beginPath();
      context.ellipse(side * 0.235, 0, 0.195, 0.15, 0, 0, 2 * Math.PI);
      fillShaded(context, "#1c2127", "#0b0e11");
      context.strokeStyle = "#06080a";
      context.lineWidth = 0.03;
      context.stroke();
    }
    context.lineWidth = 0.035;
    context.beginPath();
    context.moveTo(-0.06, -0.03);
    context.quadraticCurveTo(0, -0.08, 0.06, -0.03);
    context.moveTo(-0.42, -0.04);
    context.lineTo(-0.54, -0.07);
    context.moveTo(0.42, -0.04);
    context.lineTo(0.54, -0.07);
    context.stroke();
  },

  hand(context) {
    const SKIN = "#c99577";
    context.lineCap = "round";
    context.lineJoin = "round";
    // Forearm from the lower right, then the palm, then fingers over the face.
    context.strokeStyle = "#b98467";
    context.lineWidth = 0.3;
    line(context, 0.3, 0.75, 0.12, 0.3);
    context.strokeStyle = SKIN;
    context.lineWidth = 0.4;
    line(context, 0.1, 0.28, 0, 0.08);
    const fingers = [
      [-0.15, 0, -0.3, -0.34],
      [-0.04, -0.05, -0.12, -0.46],
      [0.07, -0.05, 0.07, -0.46],
      [0.17, 0, 0.25, -0.36],
    ] as const;
    for (const [fromX, fromY, toX, toY] of fingers) {
      context.strokeStyle = "rgba(110, 66, 44, 0.55)";
      context.lineWidth = 0.135;
      line(context, fromX, fromY, toX, toY);
      context.strokeStyle = SKIN;
      context.lineWidth = 0.115;
      line(context, fromX, fromY, toX, toY);
    }
    context.lineWidth = 0.13;
    line(context, -0.1, 0.22, -0.36, 0.06);
  },

  cup(context) {
    context.beginPath();
    context.moveTo(-0.22, -0.34);
    context.lineTo(0.22, -0.34);
    context.lineTo(0.16, 0.4);
    context.lineTo(-0.16, 0.4);
    context.closePath();
    fillShaded(context, "#e9e3d8", "#b9ad9a");
    context.fillStyle = "#6b4a33";
    context.fillRect(-0.205, -0.12, 0.41, 0.24);
    context.fillStyle = "#3a2d26";
    context.fillRect(-0.24, -0.4, 0.48, 0.08);
  },
};

function line(
  context: CanvasRenderingContext2D,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** Fills the current path, lighter at the top. */
function fillShaded(context: CanvasRenderingContext2D, above: string, below: string): void {
  const gradient = context.createLinearGradient(0, -0.4, 0, 0.45);
  gradient.addColorStop(0, above);
  gradient.addColorStop(1, below);
  context.fillStyle = gradient;
  context.fill();
}

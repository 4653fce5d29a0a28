// Canvases that hold the shown frame while the next one is analysed.

/** Two canvases: one is shown while the other is drawn on. */
export interface FrameCanvases {
  /** Draws a frame on the hidden canvas. */
  draw(source: CanvasImageSource, width: number, height: number): void;
  /** Makes the hidden canvas the shown one and returns it. */
  swap(): HTMLCanvasElement;
  readonly hidden: HTMLCanvasElement;
}

/** Frames with longer sides are reduced to this: screens show no more, and larger canvases take tens of megabytes. */
const LONGEST_SHOWN = 1920;

export function createFrameCanvases(): FrameCanvases {
  let hidden = document.createElement("canvas");
  let shown = document.createElement("canvas");
  return {
    draw(source, width, height) {
      fitCanvas(hidden, width, height);
      contextOf(hidden).drawImage(source, 0, 0, hidden.width, hidden.height);
    },
    swap() {
      [hidden, shown] = [shown, hidden];
      return shown;
    },
    get hidden() {
      return hidden;
    },
  };
}

/** Gives a canvas the size of a frame, reduced to what is shown. */
function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  const scale = Math.min(1, LONGEST_SHOWN / Math.max(width, height));
  const w = Math.round(width * scale);
  const h = Math.round(height * scale);
  // Setting a canvas's size clears it and allocates new memory, even when the size is the same.
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

/** @throws {Error} when the browser has no 2-D canvas. */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no 2-D canvas to draw on.");
  return context;
}

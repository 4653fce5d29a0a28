// The image of a trial, on which things are dragged and the brush paints.

import { type Signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { drawOverlay } from "../../../src/index.ts";
import { paintScene, type Scene, thingAt, withThing } from "../occlusion/scene.ts";
import type { Trial } from "../occlusion/trial.ts";
import { contextOf } from "../sources/frameCanvas.ts";
import { text } from "../text/index.ts";
import { hiddenLandmarks } from "./measures.ts";

export type BrushMode = "move" | "brush";

interface TrialCanvasProps {
  readonly trial: Trial;
  readonly mode: BrushMode;
  readonly selected: Signal<number | null>;
}

/** Brush width as a share of the face's. */
const BRUSH = 0.16;
/** One press of a key moves by this share of the thing's size, grows by this factor, turns by these radians. */
const STEP = 0.04;
const GROWTH = 1.08;
const TURN = Math.PI / 24;

interface Dragging {
  readonly id: number | null;
  readonly fromX: number;
  readonly fromY: number;
}

export function TrialCanvas({ trial, mode, selected }: TrialCanvasProps) {
  const t = text.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragging = useRef<Dragging | null>(null);
  const { image } = trial.before;
  const found = trial.after.value;

  useSignalEffect(() => {
    if (canvas.current === null) return;
    const { value: after } = trial.after;
    const context = contextOf(canvas.current);
    paintScene(context, image, trial.scene.value);
    drawOverlay(context, after.faces, {
      width: image.width,
      height: image.height,
      scale: image.width / after.width,
      legend: false,
      labels: false,
    });
    const thing = trial.scene.value.things.find(({ id }) => id === selected.value);
    if (thing) drawSelection(context, thing);
  });

  const place = (event: PointerEvent): { x: number; y: number } => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return {
      x: ((event.clientX - box.left) / box.width) * image.width,
      y: ((event.clientY - box.top) / box.height) * image.height,
    };
  };

  const onPointerDown = (event: PointerEvent): void => {
    const { x, y } = place(event);
    canvas.current?.setPointerCapture(event.pointerId);
    const scene = trial.scene.peek();
    if (mode === "brush") {
      const { face, width } = trial.before;
      const brush = (BRUSH * ((face?.box.width ?? width) * image.width)) / width;
      trial.change({ ...scene, strokes: [...scene.strokes, { width: brush, points: [{ x, y }] }] });
      dragging.current = { id: null, fromX: x, fromY: y };
      return;
    }
    const thing = thingAt(scene, x, y);
    selected.value = thing?.id ?? null;
    if (thing) dragging.current = { id: thing.id, fromX: x - thing.x, fromY: y - thing.y };
  };

  const onPointerMove = (event: PointerEvent): void => {
    const { current } = dragging;
    if (current === null) return;
    const { x, y } = place(event);
    const scene = trial.scene.peek();
    if (current.id === null) trial.change(withPoint(scene, x, y));
    else {
      const at = { x: x - current.fromX, y: y - current.fromY };
      trial.change(withThing(scene, current.id, at));
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const scene = trial.scene.peek();
    const thing = scene.things.find(({ id }) => id === selected.value) ?? scene.things.at(-1);
    if (thing === undefined) return;
    const { id, x, y, size, turn } = thing;
    const step = STEP * size;
    const changes = {
      ArrowLeft: { x: x - step },
      ArrowRight: { x: x + step },
      ArrowUp: { y: y - step },
      ArrowDown: { y: y + step },
      "+": { size: size * GROWTH },
      "=": { size: size * GROWTH },
      "-": { size: size / GROWTH },
      "[": { turn: turn - TURN },
      "]": { turn: turn + TURN },
    }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") {
      trial.change({ ...scene, things: scene.things.filter((each) => each.id !== id) });
    } else if (changes === undefined) return;
    else trial.change(withThing(scene, id, changes));
    selected.value = id;
    event.preventDefault();
  };

  return (
    <div class="stage">
      <canvas
        ref={canvas}
        class={`stage-canvas trial-canvas trial-${mode}`}
        width={image.width}
        height={image.height}
        tabIndex={0}
        aria-label={`${t.occlusion.canvas} ${t.stage.describe(found.faces.length, hiddenLandmarks(found.face))}`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (dragging.current = null)}
        onPointerCancel={() => (dragging.current = null)}
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          const { value: id } = selected;
          const scene = trial.scene.peek();
          const thing = scene.things.find((each) => each.id === id);
          if (thing === undefined) return;
          event.preventDefault();
          const size = event.deltaY < 0 ? thing.size * GROWTH : thing.size / GROWTH;
          trial.change(withThing(scene, thing.id, { size }));
        }}
      />
    </div>
  );
}

function withPoint(scene: Scene, x: number, y: number): Scene {
  const last = scene.strokes.at(-1);
  if (last === undefined) return scene;
  const longer = { ...last, points: [...last.points, { x, y }] };
  return { ...scene, strokes: [...scene.strokes.slice(0, -1), longer] };
}

function drawSelection(
  context: CanvasRenderingContext2D,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
): void {
  context.save();
  context.setLineDash([size / 20, size / 20]);
  context.lineWidth = Math.max(1.5, size / 90);
  context.strokeStyle = "#f4f8fb";
  context.beginPath();
  context.arc(x, y, 0.55 * size, 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}

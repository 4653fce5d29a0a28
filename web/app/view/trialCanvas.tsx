// The image of an occlusion trial, on which occluders are dragged and the brush paints.

import { type Signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { drawOverlay } from "../../../src/index.ts";
import { occluderAt, paintScene, type Scene, withOccluder } from "../occlusion/scene.ts";
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

/** Brush width as a share of the face's width. */
const BRUSH = 0.16;
/** A key press moves an occluder by this share of its size, scales it by this factor, turns it by these radians. */
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
    const occluder = trial.scene.value.occluders.find(({ id }) => id === selected.value);
    if (occluder) drawSelection(context, occluder);
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
    const occluder = occluderAt(scene, x, y);
    selected.value = occluder?.id ?? null;
    if (occluder)
      dragging.current = { id: occluder.id, fromX: x - occluder.x, fromY: y - occluder.y };
  };

  const onPointerMove = (event: PointerEvent): void => {
    const { current } = dragging;
    if (current === null) return;
    const { x, y } = place(event);
    const scene = trial.scene.peek();
    if (current.id === null) trial.change(withPoint(scene, x, y));
    else {
      const at = { x: x - current.fromX, y: y - current.fromY };
      trial.change(withOccluder(scene, current.id, at));
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const scene = trial.scene.peek();
    const occluder =
      scene.occluders.find(({ id }) => id === selected.value) ?? scene.occluders.at(-1);
    if (occluder === undefined) return;
    const { id, x, y, size, turn } = occluder;
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
      trial.change({ ...scene, occluders: scene.occluders.filter((each) => each.id !== id) });
    } else if (changes === undefined) return;
    else trial.change(withOccluder(scene, id, changes));
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
          const occluder = scene.occluders.find((each) => each.id === id);
          if (occluder === undefined) return;
          event.preventDefault();
          const size = event.deltaY < 0 ? occluder.size * GROWTH : occluder.size / GROWTH;
          trial.change(withOccluder(scene, occluder.id, { size }));
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

// The analysed image with its overlay. Files that are dropped on it are opened.

import { useSignalEffect } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { drawFaces } from "../../../src/draw/faces.ts";
import type { Controller } from "../sources/controller.ts";
import { contextOf } from "../sources/frameCanvas.ts";
import { alert } from "../state/alerts.ts";
import {
  type AnalysedFrame,
  engineState,
  type Problem,
  problem,
  shownFrame,
  source,
} from "../state/live.ts";
import { settings } from "../state/settings.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";
import { hiddenLandmarks } from "./measures.ts";

/** Images are drawn at least this large, pixels, so that the marks on small ones are fine. */
const COMFORTABLE_SIDE = 1280;

export function Stage({ controller }: { readonly controller: Controller }) {
  const t = text.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [dropping, setDropping] = useState(false);
  useSignalEffect(() => {
    const { value } = shownFrame;
    if (value !== null && canvas.current !== null) drawFrame(canvas.current, value);
  });
  const { value: now } = shownFrame;
  const mirrored = settings.value.mirror && source.value?.kind === "camera";

  return (
    <section
      class={`stage${dropping ? " stage-dropping" : ""}${source.value?.still ? " stage-still" : ""}`}
      aria-label={t.stage.label}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        const [file] = event.dataTransfer?.files ?? [];
        if (file) void controller.openFile(file);
      }}
    >
      <canvas
        ref={canvas}
        class={mirrored ? "stage-canvas mirrored" : "stage-canvas"}
        hidden={now === null}
        role="img"
        aria-label={
          now === null
            ? t.source.none
            : t.stage.describe(now.faces.length, hiddenLandmarks(now.face))
        }
      />
      {now !== null && <Legend faces={now.faces.length} />}
      {problem.value !== null ? (
        <SourceProblem problem={problem.value} />
      ) : (
        now === null && (
          <p class="stage-empty" role="status">
            {engineState.value.kind === "loading"
              ? t.engine.loading
              : source.value === null
                ? t.source.none
                : t.stage.analysing}
          </p>
        )
      )}
      <AlertBanner />
      {dropping && <p class="stage-drop">{t.source.drop}</p>}
    </section>
  );
}

function Legend({ faces }: { readonly faces: number }) {
  const t = text.value;
  if (faces === 0) return <p class="legend">{t.stage.noFace}</p>;
  return (
    <p class="legend">
      <span class="legend-dot" aria-hidden="true" /> {t.stage.visible}
      <span class="legend-cross" aria-hidden="true">
        <Icon name="close" />
      </span>
      {t.stage.hiddenByObject}
      <span class="legend-ring" aria-hidden="true" /> {t.stage.hiddenByFace}
    </p>
  );
}

/** The current alert over the image, as large as the image allows. */
function AlertBanner() {
  const t = text.value;
  const now = alert.value;
  return (
    <div class="alert-place" role="alert">
      {now !== null && (
        <p class={`alert alert-${now.level}`}>
          <Icon name={now.level === "information" ? "question" : "warning"} large />
          <span>{t.alerts[now.kind]}</span>
        </p>
      )}
    </div>
  );
}

/** Why a source cannot be shown, and what to do about it. */
function SourceProblem({ problem }: { readonly problem: Problem }) {
  const { title, help } = text.value.problems[problem];
  return (
    <div class="notice notice-bad stage-problem" role="alert">
      <Icon name="warning" large />
      <h2>{title}</h2>
      <p>{help}</p>
    </div>
  );
}

/** Draws a frame and its overlay on a canvas, which gets the image's shape. */
function drawFrame(canvas: HTMLCanvasElement, { image, width, faces }: AnalysedFrame): void {
  const enlarged = Math.max(1, COMFORTABLE_SIDE / Math.max(image.width, image.height));
  const w = Math.round(image.width * enlarged);
  const h = Math.round(image.height * enlarged);
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = contextOf(canvas);
  context.drawImage(image, 0, 0, w, h);
  drawFaces(context, faces, {
    width: w,
    height: h,
    scale: w / width,
    legend: false,
    labels: false,
  });
}

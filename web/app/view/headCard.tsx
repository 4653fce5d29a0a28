// The 3-D head with the driver's head pose, and its angles.

import { useEffect, useRef } from "preact/hooks";
import type { Face } from "../../../src/index.ts";
import { drawHead, type HeadColors } from "../head/draw.ts";
import { contextOf } from "../sources/frameCanvas.ts";
import { text } from "../text/index.ts";
import { degrees } from "./measures.ts";

const SIDE = 440;

/** Middle tones, visible on light and dark. */
const COLORS: HeadColors = {
  skin: [196, 208, 219],
  skull: [128, 145, 161],
  hidden: [255, 129, 48],
  feature: "rgba(22, 34, 46, 0.78)",
  nose: "#ffd43b",
};

export function HeadCard({ face }: { readonly face: Face | null }) {
  const t = text.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    drawHead(contextOf(canvas.current), { width: SIDE, height: SIDE }, face, COLORS);
  }, [face]);
  const pose = face?.pose;
  const angles = pose && [Math.round(pose.yaw), Math.round(pose.pitch), Math.round(pose.roll)];
  return (
    <section class="card head" aria-label={t.head.title}>
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={angles ? t.head.describe(...(angles as [number, number, number])) : t.head.none}
      />
      <dl class="angles">
        {(["yaw", "pitch", "roll"] as const).map((axis) => (
          <div key={axis}>
            <dt>{t.head[axis]}</dt>
            <dd>{pose ? degrees(pose[axis]) : "–"}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

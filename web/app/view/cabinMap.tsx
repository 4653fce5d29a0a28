// The cabin's zones as the driver sees them, the one that is looked at lit. Zones are moved and resized by pointer or keys.

import { useEffect, useState } from "preact/hooks";
import type { Cabin, DriverReport, Zone } from "../../../src/index.ts";
import { zoneName } from "../text/eventDetail.ts";
import { text } from "../text/index.ts";

/** Degrees that the map shows: left of it is the driver's left. */
const VIEW = { left: 88, right: -92, top: 26, bottom: -66 };
/** A zone is never smaller, degrees. */
const LEAST = 4;
const HANDLE = 5;

interface CabinMapProps {
  readonly cabin: Cabin;
  readonly report: DriverReport | null;
  readonly onChange: (cabin: Cabin) => void;
}

/** How a zone is changed. */
type Way = "move" | "resize";
type Drag = { readonly name: string; readonly way: Way; readonly x: number; readonly y: number };

export function CabinMap({ cabin, report, onChange }: CabinMapProps) {
  const t = text.value;
  /** The cabin while a zone is dragged, before it is kept. */
  const [draft, setDraft] = useState(cabin);
  const [drag, setDrag] = useState<Drag | null>(null);
  useEffect(() => setDraft(cabin), [cabin]);
  const { sight = null, head = null, zone: lit = null } = report ?? {};

  const changed = (name: string, way: Way, yaw: number, pitch: number): Cabin => ({
    ...draft,
    zones: draft.zones.map((zone) =>
      zone.name === name ? changedZone(zone, way, yaw, pitch) : zone,
    ),
  });
  const dragTo = (event: PointerEvent & { readonly currentTarget: SVGSVGElement }): void => {
    if (drag === null) return;
    const { x, y } = degreesAt(event);
    setDraft(changed(drag.name, drag.way, x - drag.x, y - drag.y));
    setDrag({ ...drag, x, y });
  };
  const drop = (): void => {
    if (drag === null) return;
    setDrag(null);
    const rounded = { ...draft, zones: draft.zones.map(wholeDegrees) };
    if (JSON.stringify(rounded) !== JSON.stringify(cabin)) onChange(rounded);
  };
  const byKey = (event: KeyboardEvent, name: string): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(changed(name, event.shiftKey ? "resize" : "move", ...step));
  };

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be drawn in SVG */}
      <svg
        class="cabin-map"
        viewBox={`${-VIEW.left} ${-VIEW.top} ${VIEW.left - VIEW.right} ${VIEW.top - VIEW.bottom}`}
        role="group"
        aria-label={t.cabin.map}
        onPointerMove={dragTo}
        onPointerUp={drop}
        onPointerCancel={drop}
      >
        {draft.zones.toReversed().map((zone) => {
          const { name, use, yaw, pitch } = zone;
          const box = {
            x: -yaw[1],
            y: -pitch[1],
            width: yaw[1] - yaw[0],
            height: pitch[1] - pitch[0],
          };
          const begin = (way: Way) => (event: PointerEvent) => {
            event.preventDefault();
            const svg = (event.currentTarget as SVGElement).ownerSVGElement;
            if (svg === null) return;
            svg.setPointerCapture(event.pointerId);
            setDrag({ name, way, ...pointIn(svg, event) });
          };
          const label = zoneName(name, t);
          return (
            <g
              key={name}
              class={`zone zone-${use}${name === lit ? " zone-lit" : ""}`}
              data-zone={name}
            >
              {/* biome-ignore lint/a11y/useSemanticElements: a button cannot be drawn in SVG */}
              <rect
                {...box}
                rx={2}
                tabindex={0}
                role="button"
                aria-label={t.cabin.zone(label, spanText(yaw), spanText(pitch))}
                onPointerDown={begin("move")}
                onKeyDown={(event) => byKey(event, name)}
              />
              <rect
                class="zone-handle"
                x={box.x + box.width - HANDLE}
                y={box.y + box.height - HANDLE}
                width={HANDLE}
                height={HANDLE}
                onPointerDown={begin("resize")}
              />
              <text x={box.x + 2} y={box.y + 6}>
                {box.width > 2.7 * label.length + 4 ? label : ""}
              </text>
            </g>
          );
        })}
        {sight === null && head !== null && (
          <circle class="cabin-head" cx={-head.yaw} cy={-head.pitch} r={4} />
        )}
        {sight !== null && (
          <g class="cabin-sight">
            <circle cx={-sight.yaw} cy={-sight.pitch} r={Math.max(3, sight.deviation)} />
            <circle cx={-sight.yaw} cy={-sight.pitch} r={1.6} />
          </g>
        )}
      </svg>
      <p class="small">{t.cabin.help}</p>
    </>
  );
}

/** Degrees by which the arrow keys move a zone: yaw and pitch. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** A zone moved by degrees, or its lower right corner moved. */
function changedZone(zone: Zone, way: Way, yaw: number, pitch: number): Zone {
  const [right, left] = zone.yaw;
  const [bottom, top] = zone.pitch;
  if (way === "resize") {
    return {
      ...zone,
      yaw: [Math.min(right + yaw, left - LEAST), left],
      pitch: [Math.min(bottom + pitch, top - LEAST), top],
    };
  }
  return { ...zone, yaw: [right + yaw, left + yaw], pitch: [bottom + pitch, top + pitch] };
}

function wholeDegrees(zone: Zone): Zone {
  const [right, left] = zone.yaw.map(Math.round);
  const [bottom, top] = zone.pitch.map(Math.round);
  return { ...zone, yaw: [right, left], pitch: [bottom, top] };
}

function degreesAt(event: PointerEvent & { readonly currentTarget: SVGSVGElement }) {
  return pointIn(event.currentTarget, event);
}

/** Where a pointer is on the map: yaw to the driver's left, pitch up. */
function pointIn(svg: SVGSVGElement, { clientX, clientY }: PointerEvent): { x: number; y: number } {
  const box = svg.getBoundingClientRect();
  const width = VIEW.left - VIEW.right;
  const height = VIEW.top - VIEW.bottom;
  return {
    x: VIEW.left - (width * (clientX - box.left)) / box.width,
    y: VIEW.top - (height * (clientY - box.top)) / box.height,
  };
}

function spanText([from, to]: readonly [number, number]): string {
  return `${Math.round(from)}° – ${Math.round(to)}°`;
}

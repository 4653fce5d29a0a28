// The heat maps of the current face, and a diagram of the network.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { errorMessage } from "../../../src/errorMessage.ts";
import { type FaceMaps, REGIONS, type Region } from "../../../src/index.ts";
import type { EngineClient } from "../engine/client.ts";
import {
  colorMap,
  drawWindow,
  type MapChoice,
  type MapSign,
  mapOf,
  peakOf,
  readMaps,
} from "../maps/faceMaps.ts";
import type { Controller } from "../sources/controller.ts";
import { contextOf } from "../sources/frameCanvas.ts";
import { type AnalysedFrame, engineState, shownFrame } from "../state/live.ts";
import { text } from "../text/index.ts";
import { NetworkDiagram } from "./networkDiagram.tsx";

interface Loaded {
  readonly of: AnalysedFrame;
  readonly maps: FaceMaps;
}

/** Side of the square canvas of a map, pixels. */
const SIDE = 768;

interface MapsViewProps {
  readonly engine: EngineClient;
  readonly controller: Controller;
}

export function MapsView({ engine, controller }: MapsViewProps) {
  const t = text.value;
  const loaded = useSignal<Loaded | null>(null);
  const failed = useSignal<string | null>(null);
  const choice = useSignal<MapChoice>(null);
  const stack = useSignal<number | null>(null);
  const now = shownFrame.value;

  useEffect(() => controller.pause(), [controller]);
  useEffect(() => {
    if (now === null) return;
    let stale = false;
    readMaps(engine, now).then(
      (maps) => {
        if (stale) return;
        loaded.value = maps && { of: now, maps };
        failed.value = null;
      },
      (reason: unknown) => {
        failed.value = errorMessage(reason);
      },
    );
    return () => {
      stale = true;
    };
  }, [engine, now]);

  const stacks = loaded.value?.maps.stacks.length ?? 0;
  const chosenStack = Math.min(stack.value ?? stacks - 1, stacks - 1);
  return (
    <div class="maps">
      <section class="card maps-lead">
        <h2>{t.maps.title}</h2>
        <p>{t.maps.lead}</p>
      </section>
      {now === null || now.face === null || failed.value !== null ? (
        <p class="card">{failed.value ?? t.maps.noFace}</p>
      ) : (
        loaded.value && (
          <MapsOfFace
            loaded={loaded.value}
            stack={chosenStack}
            onStack={(chosen) => (stack.value = chosen)}
            choice={choice.value}
            onChoice={(chosen) => (choice.value = chosen)}
          />
        )
      )}
      {engineState.value.kind === "ready" && <NetworkDiagram cards={engineState.value.cards} />}
    </div>
  );
}

interface MapsOfFaceProps {
  readonly loaded: Loaded;
  readonly stack: number;
  readonly onStack: (stack: number) => void;
  readonly choice: MapChoice;
  readonly onChoice: (choice: MapChoice) => void;
}

function MapsOfFace({ loaded, stack, onStack, choice, onChoice }: MapsOfFaceProps) {
  const t = text.value;
  const { maps } = loaded;
  const map = mapOf(maps, stack, choice);
  const peak = peakOf(map);
  return (
    <>
      <section class="card maps-controls">
        <fieldset class="segmented">
          <legend>{t.maps.stack}</legend>
          {maps.stacks.map((_, k) => (
            <button
              // Stacks have no other name than their number.
              key={`stack ${k + 1}`}
              type="button"
              class="segment"
              aria-pressed={k === stack}
              onClick={() => onStack(k)}
            >
              {t.maps.stackNumber(k + 1, maps.stacks.length)}
            </button>
          ))}
        </fieldset>
        <div class="maps-choice">
          <label for="landmark">{t.maps.landmark}</label>
          <LandmarkSelect choice={choice} onChoice={onChoice} />
        </div>
        {choice !== null && (
          <p class="maps-peak" role="status">
            {peak > 0
              ? t.maps.seen(peak.toFixed(2))
              : t.maps.hidden(peak.toFixed(2).replace("-", "−"))}
          </p>
        )}
      </section>
      <div class="maps-images">
        {(["both", "positive", "negative"] as const).map((sign) => (
          <MapImage key={sign} loaded={loaded} map={map} sign={sign} onChoice={onChoice} />
        ))}
      </div>
    </>
  );
}

function LandmarkSelect({
  choice,
  onChoice,
}: {
  readonly choice: MapChoice;
  readonly onChoice: (choice: MapChoice) => void;
}) {
  const t = text.value;
  return (
    <select
      id="landmark"
      class="select"
      value={choice === null ? "all" : String(choice)}
      onChange={({ currentTarget: { value } }) => onChoice(value === "all" ? null : Number(value))}
    >
      <option value="all">{t.maps.all}</option>
      {(Object.entries(REGIONS) as [Region, readonly [number, number]][]).map(
        ([region, [from, to]]) => (
          <optgroup key={region} label={t.regions[region]}>
            {Array.from({ length: to - from }, (_, k) => (
              <option key={from + k} value={String(from + k)}>
                {t.maps.landmarkName(t.regions[region], from + k)}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </select>
  );
}

interface MapImageProps {
  readonly loaded: Loaded;
  readonly map: Float32Array;
  readonly sign: MapSign;
  readonly onChoice: (choice: MapChoice) => void;
}

/** The face with a map over it. A click chooses the nearest landmark. */
function MapImage({ loaded, map, sign, onChoice }: MapImageProps) {
  const t = text.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { maps, of } = loaded;
  useEffect(() => {
    if (canvas.current === null) return;
    const context = contextOf(canvas.current);
    drawWindow(context, SIDE, of.image, maps);
    context.imageSmoothingQuality = "high";
    context.drawImage(colorMap(map, maps.size, sign), 0, 0, SIDE, SIDE);
  }, [loaded, map, sign]);
  return (
    <figure class={`maps-image maps-${sign}`}>
      {/* By keyboard, landmarks are chosen from the list. */}
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={t.maps.signs[sign]}
        onClick={({ currentTarget, offsetX, offsetY }) => {
          const { clientWidth, clientHeight } = currentTarget;
          onChoice(nearestLandmark(loaded, offsetX / clientWidth, offsetY / clientHeight));
        }}
      />
      <figcaption>{t.maps.signs[sign]}</figcaption>
    </figure>
  );
}

/** The landmark nearest to a position in the window, 0..1 right and down. */
function nearestLandmark({ maps, of }: Loaded, u: number, v: number): number {
  const [origin, right, , down] = maps.corners;
  const scale = of.image.width / of.width;
  const x = origin.x + u * (right.x - origin.x) + v * (down.x - origin.x);
  const y = origin.y + u * (right.y - origin.y) + v * (down.y - origin.y);
  const distances = (of.face?.landmarks ?? []).map((landmark) =>
    Math.hypot((landmark.x + 0.5) * scale - 0.5 - x, (landmark.y + 0.5) * scale - 0.5 - y),
  );
  return distances.indexOf(Math.min(...distances));
}

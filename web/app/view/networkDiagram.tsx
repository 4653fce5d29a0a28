// A diagram of the landmark network: face window, hourglasses and heat maps with their sizes.

import type { DetectionCard, LandmarksCard } from "../../../src/index.ts";
import { text } from "../text/index.ts";

interface NetworkDiagramProps {
  readonly cards: { readonly detector: DetectionCard; readonly landmarks: LandmarksCard };
}

/** Sides of the feature maps on the way down an hourglass (Newell et al. 2016): four halvings from 64. */
const SIDES = [64, 32, 16, 8, 4] as const;
const BAR = 15;
const GAP = 7;
const TALLEST = 128;
/** Widths of the heat maps after an hourglass with their arrow, and of the arrow to the next hourglass. */
const MAPS = 84;
const ARROW = 40;

export function NetworkDiagram({ cards: { landmarks, detector } }: NetworkDiagramProps) {
  const t = text.value;
  const { summary, parameters, operations } = landmarks.architecture;
  const stacks = Number(/(\d+) stacks?/.exec(summary)?.[1] ?? 1);
  const features = /features ([\d/]+)/.exec(summary)?.[1] ?? "";
  return (
    <section class="card network">
      <h2>{t.network.title}</h2>
      {/* Separate drawings, so that a narrow screen can stack them. */}
      <div class="network-row" role="img" aria-label={t.network.describe(stacks)}>
        <Window label={t.network.window} />
        {Array.from({ length: stacks }, (_, k) => (
          <Stack
            key={`stack ${k + 1}`}
            label={t.network.hourglass(k + 1)}
            maps={t.network.maps}
            last={k + 1 === stacks}
          />
        ))}
      </div>
      <dl class="facts">
        <Fact name={t.network.stacks} value={String(stacks)} />
        <Fact name={t.network.features} value={features || "–"} />
        <Fact
          name={t.network.parameters}
          value={t.network.millions((parameters / 1e6).toFixed(2))}
        />
        <Fact name={t.network.operations} value={`${(operations / 1e9).toFixed(2)} GFLOP`} />
        <Fact
          name={t.network.detector}
          value={t.network.millions((detector.architecture.parameters / 1e6).toFixed(2))}
        />
        <Fact name={t.network.versions} value={`${landmarks.version}, ${detector.version}`} />
      </dl>
    </section>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Window({ label }: { readonly label: string }) {
  return (
    <svg class="network-window" viewBox="0 0 136 216" style={{ "--units": 136 }} aria-hidden="true">
      <rect x="4" y={92 - TALLEST / 2} width="86" height={TALLEST} rx="6" />
      <text x="47" y="96">
        256²×3
      </text>
      <text class="network-label" x="47" y="206">
        {label}
      </text>
      <path class="network-arrow network-onward" d="M98 92h32m-7-5 7 5-7 5" />
    </svg>
  );
}

interface StackProps {
  readonly label: string;
  readonly maps: string;
  /** Whether it is the last hourglass, which has no arrow to a next one. */
  readonly last: boolean;
}

/** One hourglass: bars with the height of the feature maps' sides on a logarithmic scale, then its heat maps. */
function Stack({ label, maps, last }: StackProps) {
  const sides = [...SIDES, ...SIDES.slice(0, -1).reverse()];
  const hourglass = sides.length * (BAR + GAP);
  const width = hourglass + MAPS + (last ? 0 : ARROW);
  return (
    <svg
      class="network-stack"
      viewBox={`0 0 ${width} 216`}
      style={{ "--units": width }}
      aria-hidden="true"
    >
      {sides.map((side, k) => {
        const height = TALLEST * (Math.log2(side) / Math.log2(SIDES[0]));
        const x = k * (BAR + GAP);
        return (
          <g key={`bar ${x}`} class="network-bar">
            <rect x={x} y={92 - height / 2} width={BAR} height={height} rx="4" />
            <text x={x + BAR / 2} y={92 + height / 2 + 14}>
              {side}
            </text>
          </g>
        );
      })}
      <text class="network-label" x={(hourglass - GAP) / 2} y="206">
        {label}
      </text>
      <path class="network-arrow" d={`M${hourglass - 3} 92h22m-7-5 7 5-7 5`} />
      <g class="network-maps" transform={`translate(${hourglass + 26} 0)`}>
        <rect x="8" y="56" width="44" height="60" rx="4" />
        <rect x="4" y="60" width="44" height="60" rx="4" />
        <rect x="0" y="64" width="44" height="60" rx="4" />
        <text x="22" y="90">
          68×
        </text>
        <text x="22" y="106">
          64²
        </text>
        <text class="network-label" x="26" y="144">
          {maps}
        </text>
      </g>
      {!last && (
        <path class="network-arrow network-onward" d={`M${hourglass + 86} 92h32m-7-5 7 5-7 5`} />
      )}
    </svg>
  );
}

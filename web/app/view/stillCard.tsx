// What a single image can tell, in large: whether all can be judged, and what cannot.

import type { Face, Openness } from "../../../src/index.ts";
import { text } from "../text/index.ts";
import { Icon } from "./icon.tsx";

export function StillCard({ face }: { readonly face: Face | null }) {
  const t = text.value;
  const lacking = face === null ? [] : lackingParts(face);
  const degraded = lacking.length > 0;
  const [tone, icon, word] =
    face === null
      ? (["quiet", "nobody", t.stage.noFace] as const)
      : degraded
        ? (["caution", "warning", t.view.degraded] as const)
        : (["good", "check", t.still.clear] as const);
  return (
    <section class={`card state tone-${tone}`}>
      <div class="state-word" role="status">
        <Icon name={icon} large />
        <strong>{word}</strong>
      </div>
      <p class="state-advice">{lacking.join(" · ") || t.still.help}</p>
    </section>
  );
}

const REASONS = {
  occluded: "hidden",
  "turned-away": "turned-away",
  "low-score": "unsure",
} as const;

/** The parts that cannot be judged, in words. */
function lackingParts({ eyes, mouth }: Face): string[] {
  const t = text.value;
  const why = ({ reason = "low-score" }: Openness): string => t.viewProblems[REASONS[reason]];
  const lacking: string[] = [];
  if (!eyes.left.valid && !eyes.right.valid)
    lacking.push(t.view.part(t.parts.eyes, why(eyes.left)));
  if (!mouth.valid) lacking.push(t.view.part(t.parts.mouth, why(mouth)));
  return lacking;
}

// Where the driver looks: the zone, what it rests on, and the cabin's zones, which the user can choose and move.

import { type Cabin, cabins, type DriverReport, mirroredCabin } from "../../../src/index.ts";
import type { EngineClient } from "../engine/client.ts";
import { cabin } from "../state/cabin.ts";
import { shownFrame } from "../state/live.ts";
import { zoneName } from "../text/eventDetail.ts";
import { text } from "../text/index.ts";
import { CabinMap } from "./cabinMap.tsx";

type Place = keyof typeof cabins;
const PLACES = Object.keys(cabins) as Place[];

export function CabinCard({ engine }: { readonly engine: EngineClient }) {
  const t = text.value;
  const report = shownFrame.value?.report ?? null;
  const chosen = cabin.value;
  const isMirrored = chosen?.name.endsWith(MIRRORED) ?? false;
  const change = (next: Cabin | null): void => {
    cabin.value = next;
    void engine.call("cabin", next);
  };
  const place = PLACES.find((each) => sameCabin(chosen, made(each, isMirrored)));
  return (
    <section class="card cabin" aria-label={t.cabin.title}>
      <p class="cabin-look">
        <strong>{lookText(report)}</strong>
        <span>{evidenceText(report)}</span>
        <span>{learnedText(report)}</span>
      </p>
      {chosen !== null && <CabinMap cabin={chosen} report={report} onChange={change} />}
      <label class="field">
        <span>{t.cabin.place}</span>
        <select
          class="select"
          value={chosen === null ? "none" : (place ?? "own")}
          onChange={({ currentTarget: { value } }) => {
            const next = PLACES.find((each) => each === value);
            change(next === undefined ? null : made(next, isMirrored));
          }}
        >
          <option value="none">{t.cabin.places.none}</option>
          {PLACES.map((each) => (
            <option key={each} value={each}>
              {t.cabin.places[each]}
            </option>
          ))}
          {chosen !== null && place === undefined && (
            <option value="own">{t.cabin.places.own}</option>
          )}
        </select>
      </label>
      {chosen !== null && (
        <label class="field">
          <span>{t.cabin.rightHand}</span>
          <input
            type="checkbox"
            class="switch"
            checked={isMirrored}
            onChange={() => change(turned(chosen))}
          />
        </label>
      )}
    </section>
  );
}

const MIRRORED = "-mirrored";

function made(place: Place, isMirrored: boolean): Cabin {
  return isMirrored ? mirroredCabin(cabins[place]) : cabins[place];
}

/** The cabin with the wheel on the other side. */
function turned(chosen: Cabin): Cabin {
  const other = mirroredCabin(chosen);
  return chosen.name.endsWith(MIRRORED)
    ? { ...other, name: chosen.name.slice(0, -MIRRORED.length) }
    : other;
}

function sameCabin(p: Cabin | null, q: Cabin): boolean {
  return JSON.stringify(p) === JSON.stringify(q);
}

function lookText(report: DriverReport | null): string {
  const t = text.value;
  if (report === null || report.attention === "unknown") return t.cabin.unknown;
  if (report.zone !== null) return zoneName(report.zone, t);
  return t.cabin[report.attention];
}

/** What calibration learned of this driver's eyes, and on how many samples that rests. */
function learnedText(report: DriverReport | null): string {
  const { baseline = null, samples = null } = report?.calibration ?? {};
  const gaze = baseline?.gaze ?? null;
  if (gaze === null) return "";
  return text.value.cabin.learned(gaze.yaw, gaze.pitch, samples?.gaze ?? null);
}

function evidenceText(report: DriverReport | null): string {
  const { cabin: t } = text.value;
  if (report === null) return "";
  const { sight, sightProblem, attentionBy } = report;
  if (attentionBy === "eyes" && sight !== null) return t.byEyes(sight.yaw, sight.pitch);
  const why = sightProblem === null ? "" : t.why[sightProblem];
  return attentionBy === "head" ? t.byHead(why) : why;
}

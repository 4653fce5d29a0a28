// The list of events. Each is a button that goes to the event's start.

import { elapsedText } from "../../../src/formats/timeText.ts";
import type { DriverEvent } from "../../../src/index.ts";
import { events } from "../state/history.ts";
import { eventDetail } from "../text/eventDetail.ts";
import { text } from "../text/index.ts";
import { isListed, toneOf } from "./eventTone.ts";
import { percent } from "./measures.ts";

/** A longer list would push everything else off the page; a recorded session has all events. */
const MOST_SHOWN = 40;

export function EventList({ onSeek }: { readonly onSeek: (time: number) => void }) {
  const t = text.value;
  const listed = events.value.filter(({ kind }) => isListed(kind));
  const shown = listed.slice(-MOST_SHOWN).reverse();
  return (
    <div class="events">
      <h2 class="events-title">{t.timelines.events}</h2>
      {shown.length === 0 ? (
        <p class="small">{t.timelines.noEvents}</p>
      ) : (
        <ol class="event-list">
          {shown.map((event) => (
            <li key={event.id}>
              <button
                type="button"
                class={`event tone-line-${toneOf(event.kind)}`}
                title={t.details.evidence(event.evidence.valid, event.evidence.frames)}
                onClick={() => onSeek(event.start)}
              >
                <span class="event-time">{elapsedText(event.start, 0)}</span>
                <span>{t.events[event.kind]}</span>
                <span class="event-length">{lengthOf(event)}</span>
                <span class="event-detail">{detailOf(event)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function lengthOf({ start, end }: DriverEvent): string {
  const t = text.value;
  return end === null ? t.timelines.lasting : t.timelines.seconds((end - start).toFixed(1));
}

/** The event's detail and its confidence. */
function detailOf(event: DriverEvent): string {
  const t = text.value;
  const sure = t.details.sure(percent(event.confidence));
  return event.detail === undefined ? sure : `${eventDetail(event.detail, t)} · ${sure}`;
}

// Small images of the events of a session, collected while it runs, in bounded memory.

import * as z from "zod";
import { EVENT_WORDS } from "../../src/formats/eventWords.ts";
import type { SessionFrame } from "../../src/formats/sessionFrame.ts";
import type { Frame } from "../../src/image/frame.ts";
import { frameCopier } from "../../src/image/frameCopier.ts";
import type { Box } from "../../src/image/geometry.ts";
import { bytesSchema, check, count, finite, mustBe, text } from "../../src/options.ts";
import type { TrackedFrame } from "../../src/track/trackedFrame.ts";
import { loadSharp } from "../sharp.ts";

/** Width of an image, pixels. */
const WIDTH = 240;
/** Seconds between the images that are kept for events recognised later, and how long they are kept. */
const EVERY = 0.25;
const KEPT = 12;
/** The crop's width in sizes of the face, and its aspect ratio. */
const AROUND = 2.2;
const ASPECT = 4 / 3;

export interface Thumbnails {
  /** Adds the next frame. Its pixels are copied before this returns. */
  onFrame(result: SessionFrame, frame: Frame): Promise<void>;
  /** JPEG images as `data:` addresses, by the event's id. */
  images(): Map<number, string>;
  /** Everything collected so far, for a structured clone. A collection made from it continues as this one would. */
  save(): SavedThumbnails;
}

/** The content of a collection. */
export interface SavedThumbnails {
  readonly recent: readonly Image[];
  readonly chosen: readonly (readonly [event: number, image: ChosenImage])[];
}

/** An image of a frame. */
interface Image {
  readonly timestamp: number;
  readonly jpeg: Uint8Array;
}

const imageFields = { timestamp: finite, jpeg: bytesSchema };
const savedSchema = z.object(
  {
    recent: z.array(z.object(imageFields)),
    chosen: z.array(z.tuple([finite, z.object({ ...imageFields, kind: text })])),
  },
  mustBe("what the collection's save returned"),
);

/** An image of an event. */
interface ChosenImage extends Image {
  readonly kind: keyof typeof EVENT_WORDS;
}

/**
 * Collects images of events other than ordinary blinks.
 *
 * An event is recognised after its start, often after its end. Therefore four images per second are kept for the last
 * 12 seconds. The image nearest to the middle of the event is chosen, and chosen again when the event changes its kind.
 * Images show the driver's face and its surroundings, or the whole frame when there is no driver.
 *
 * @param most the maximum number of images; the least grave events lose theirs first.
 * @param saved what `save` returned, to continue from there.
 *
 * @example
 * const thumbnails = collectThumbnails();
 * const session = createDriverSession(vigil);
 * await thumbnails.onFrame(await session.next(frame, 0), frame);
 * thumbnails.images().size; // 0
 */
export function collectThumbnails(most = 200, saved?: SavedThumbnails): Thumbnails {
  check(count, most, "The maximum number of images");
  check(savedSchema.optional(), saved, "The saved images'");
  let recent = [...(saved?.recent ?? [])];
  const chosen = new Map(saved?.chosen);
  const copier = frameCopier();

  function makeRoom(severity: number): boolean {
    if (chosen.size < most) return true;
    const least = [...chosen].reduce((a, b) =>
      EVENT_WORDS[b[1].kind].severity < EVENT_WORDS[a[1].kind].severity ? b : a,
    );
    return EVENT_WORDS[least[1].kind].severity < severity && chosen.delete(least[0]);
  }

  return {
    async onFrame({ frame: tracked, report }, frame) {
      const { timestamp } = tracked;
      const latest = recent.at(-1);
      if (latest && timestamp < latest.timestamp) recent = [];
      if (!latest || timestamp < latest.timestamp || timestamp >= latest.timestamp + EVERY) {
        const jpeg = await copier.withCopy(frame, (copy) => thumbnail(copy, tracked));
        recent.push({ timestamp, jpeg });
        recent = recent.filter((image) => image.timestamp >= timestamp - KEPT);
      }
      for (const { id, kind, start, end } of report.changed) {
        const { severity } = EVENT_WORDS[kind];
        if (severity === 0 || chosen.get(id)?.kind === kind) continue;
        if (!chosen.has(id) && !makeRoom(severity)) continue;
        const middle = (start + (end ?? timestamp)) / 2;
        const distance = (image: Image): number => Math.abs(image.timestamp - middle);
        const nearest = recent.reduce((a, b) => (distance(b) < distance(a) ? b : a));
        chosen.set(id, { ...nearest, kind });
      }
    },
    images: () =>
      new Map(
        [...chosen].map(([id, { jpeg }]) => [
          id,
          `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`,
        ]),
      ),
    save: () => ({ recent: [...recent], chosen: [...chosen] }),
  };
}

async function thumbnail(frame: Frame, tracked: TrackedFrame): Promise<Buffer> {
  const { width, height, channels } = frame;
  const driver = tracked.faces.find(({ id }) => id === tracked.driver);
  // Results may be in the pixels of a larger frame than this one.
  const area = driver
    ? around(driver.box, width / tracked.width, frame)
    : { left: 0, top: 0, width, height };
  const sharp = await loadSharp();
  return sharp(frame.data, { raw: { width, height, channels } })
    .extract(area)
    .removeAlpha()
    .resize({ width: WIDTH })
    .jpeg({ quality: 72 })
    .toBuffer();
}

/** The part of a frame around a face, whole pixels within the frame. */
function around(
  box: Box,
  scale: number,
  frame: Frame,
): { left: number; top: number; width: number; height: number } {
  const wanted = AROUND * scale * Math.max(box.width, box.height);
  const width = Math.max(1, Math.min(frame.width, Math.round(wanted)));
  const height = Math.max(1, Math.min(frame.height, Math.round(width / ASPECT)));
  const place = (middle: number, size: number, whole: number): number =>
    Math.max(0, Math.min(whole - size, Math.round(middle * scale - size / 2)));
  return {
    left: place(box.x + box.width / 2, width, frame.width),
    top: place(box.y + box.height / 2, height, frame.height),
    width,
    height,
  };
}

// Recorded sessions in the browser's own database on this device: written piece by piece, so that memory stays flat
// and a page that is closed loses nothing.

import { type ReadonlySignal, signal } from "@preact/signals";

/** What is known of a session without reading it. */
export interface SessionEntry {
  readonly id: number;
  /** Where it was recorded from: a file or a camera. */
  readonly name: string;
  /** When recording began, milliseconds since 1970. */
  readonly began: number;
  readonly frames: number;
  /** Seconds from the first frame to the last. */
  readonly seconds: number;
  /** The annotated video; null when none was recorded. */
  readonly video: Blob | null;
}

const DATABASE = "vigil";
const VERSION = 1;
const ENTRIES = "sessions";
const PIECES = "pieces";

/** The database, opened once for the page. */
export interface SessionStore {
  /** Counts what was appended and removed: what is shown of the sessions follows it. */
  readonly changes: ReadonlySignal<number>;
  /** Enters a new session and returns its id. */
  begin(entry: Omit<SessionEntry, "id">): Promise<number>;
  /** Appends text to a session, and tells what is known of it now. */
  append(entry: SessionEntry, text: string): Promise<void>;
  list(): Promise<SessionEntry[]>;
  /** The session's text, piece by piece. */
  read(id: number): AsyncIterable<string>;
  remove(id: number): Promise<void>;
  removeAll(): Promise<void>;
}

/** @throws {DOMException} when the browser keeps nothing, as in some private windows. */
export async function openStore(): Promise<SessionStore> {
  const opening = indexedDB.open(DATABASE, VERSION);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(ENTRIES, { keyPath: "id", autoIncrement: true });
    opening.result
      .createObjectStore(PIECES, { autoIncrement: true })
      .createIndex("session", "session");
  };
  const database = await done(opening);
  const stores = (mode: IDBTransactionMode) => {
    const transaction = database.transaction([ENTRIES, PIECES], mode);
    return { entries: transaction.objectStore(ENTRIES), pieces: transaction.objectStore(PIECES) };
  };
  const changes = signal(0);
  return {
    changes,
    async begin(entry) {
      // The key is a number: it is counted up by the database.
      return (await done(stores("readwrite").entries.add(entry))) as number;
    },
    async append(entry, text) {
      const { entries, pieces } = stores("readwrite");
      // One that was removed while it was recorded stays removed.
      if ((await done(entries.count(entry.id))) === 0) return;
      const added = text === "" ? undefined : done(pieces.add({ session: entry.id, text }));
      await Promise.all([added, done(entries.put(entry))]);
      changes.value++;
    },
    async list() {
      const all = (await done(stores("readonly").entries.getAll())) as SessionEntry[];
      return all.sort((p, q) => q.began - p.began);
    },
    async *read(id) {
      const keys = await done(stores("readonly").pieces.index("session").getAllKeys(id));
      for (const key of keys) {
        const piece = (await done(stores("readonly").pieces.get(key))) as { readonly text: string };
        yield piece.text;
      }
    },
    async remove(id) {
      const { entries, pieces } = stores("readwrite");
      const keys = await done(pieces.index("session").getAllKeys(id));
      await Promise.all([...keys.map((key) => done(pieces.delete(key))), done(entries.delete(id))]);
      changes.value++;
    },
    async removeAll() {
      const { entries, pieces } = stores("readwrite");
      await Promise.all([done(entries.clear()), done(pieces.clear())]);
      changes.value++;
    },
  };
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's database failed."));
  });
}

// Recorded sessions in this browser's IndexedDB. A session is written in pieces: memory stays flat, and nothing is lost when
// the page is closed.

import { type ReadonlySignal, signal } from "@preact/signals";
import { type DBSchema, openDB } from "idb";

/** What is known of a session without reading it. */
export interface SessionEntry {
  readonly id: number;
  /** The name of the recorded file or camera. */
  readonly name: string;
  /** When recording began, milliseconds since 1970. */
  readonly began: number;
  readonly frames: number;
  /** Seconds from the first frame to the last. */
  readonly seconds: number;
  /** The annotated video; null when none was recorded. */
  readonly video: Blob | null;
}

export interface SessionStore {
  /** Changes whenever a session was extended or removed. */
  readonly changes: ReadonlySignal<number>;
  /** Adds a new session and returns its id. */
  begin(entry: Omit<SessionEntry, "id">): Promise<number>;
  /** Appends text to a session and updates its entry. */
  append(entry: SessionEntry, text: string): Promise<void>;
  /** All sessions, the newest first. */
  list(): Promise<SessionEntry[]>;
  /** A session's text, piece by piece. */
  read(id: number): AsyncIterable<string>;
  remove(id: number): Promise<void>;
  removeAll(): Promise<void>;
}

interface Schema extends DBSchema {
  sessions: {
    readonly key: number;
    readonly value: Omit<SessionEntry, "id"> & { readonly id?: number };
  };
  pieces: {
    readonly key: number;
    readonly value: { readonly session: number; readonly text: string };
    readonly indexes: { readonly session: number };
  };
}

/** @throws {DOMException} when the browser stores nothing, as in some private windows. */
export async function openStore(): Promise<SessionStore> {
  const database = await openDB<Schema>("vigil", 1, {
    upgrade(created) {
      created.createObjectStore("sessions", { keyPath: "id", autoIncrement: true });
      const pieces = created.createObjectStore("pieces", { autoIncrement: true });
      pieces.createIndex("session", "session");
    },
  });
  const write = () => {
    const transaction = database.transaction(["sessions", "pieces"], "readwrite");
    return {
      sessions: transaction.objectStore("sessions"),
      pieces: transaction.objectStore("pieces"),
    };
  };
  const changes = signal(0);
  return {
    changes,
    begin: (entry) => database.add("sessions", entry),
    async append(entry, text) {
      const { sessions, pieces } = write();
      // A session that was removed while it was recorded stays removed.
      if ((await sessions.count(entry.id)) === 0) return;
      await Promise.all([
        text === "" ? undefined : pieces.add({ session: entry.id, text }),
        sessions.put(entry),
      ]);
      changes.value++;
    },
    async list() {
      // The database has given every session its id.
      const all = (await database.getAll("sessions")) as SessionEntry[];
      return all.sort((p, q) => q.began - p.began);
    },
    async *read(id) {
      for (const key of await database.getAllKeysFromIndex("pieces", "session", id)) {
        const piece = await database.get("pieces", key);
        if (piece !== undefined) yield piece.text;
      }
    },
    async remove(id) {
      const { sessions, pieces } = write();
      const keys = await pieces.index("session").getAllKeys(id);
      await Promise.all([...keys.map((key) => pieces.delete(key)), sessions.delete(id)]);
      changes.value++;
    },
    async removeAll() {
      const { sessions, pieces } = write();
      await Promise.all([sessions.clear(), pieces.clear()]);
      changes.value++;
    },
  };
}

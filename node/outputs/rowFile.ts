// Text files that grow by complete rows, and can be continued from a known length.

import { type FileHandle, open } from "node:fs/promises";

/** A text file that grows by complete rows. */
export interface RowFile {
  /** Appends complete lines and waits until the operating system has accepted them. */
  append(lines: string): Promise<void>;
  /** Waits until everything is on the disk, and returns the length in bytes, to continue from there. */
  sync(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Creates an empty file, or continues one. A row that cannot be written completely, for instance on a full disk, is
 * removed again.
 *
 * @param from continue an existing file at this length in bytes; what follows is cut off.
 * @throws {Error} when the file is shorter than that.
 */
export async function openRowFile(path: string, from?: number): Promise<RowFile> {
  const handle = await open(path, from === undefined ? "w" : "r+");
  let length = from ?? 0;
  try {
    const { size } = await handle.stat();
    if (size < length) {
      throw new Error(`${path} has ${size} bytes; at least ${length} were expected.`);
    }
    await handle.truncate(length);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const append = async (lines: string): Promise<void> => {
    const bytes = Buffer.from(lines);
    try {
      await writeAll(handle, bytes, length);
      length += bytes.length;
    } catch (error) {
      // An error here is ignored: that of writing is reported.
      await handle.truncate(length).catch(() => {});
      throw error;
    }
  };
  // One after the other: the report of a silence may come while a frame is written.
  let last: Promise<void> = Promise.resolve();
  return {
    append(lines) {
      const written = last.then(() => append(lines));
      last = written.catch(() => {});
      return written;
    },
    async sync() {
      await last;
      await handle.datasync();
      return length;
    },
    async close() {
      await last;
      await handle.close();
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

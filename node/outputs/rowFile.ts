// A text file that grows by complete rows.

import { type FileHandle, open } from "node:fs/promises";

export interface RowFile {
  /** Adds complete lines, and waits until the operating system has them. */
  append(lines: string): Promise<void>;
  close(): Promise<void>;
}

/** Begins an empty file. When a row cannot be written whole, as on a full disk, its part is taken back. */
export async function openRowFile(path: string): Promise<RowFile> {
  const handle = await open(path, "w");
  let length = 0;
  return {
    async append(lines) {
      const bytes = Buffer.from(lines);
      try {
        await writeAll(handle, bytes, length);
        length += bytes.length;
      } catch (error) {
        // Best effort: the error that matters is the one of writing.
        await handle.truncate(length).catch(() => {});
        throw error;
      }
    },
    close: () => handle.close(),
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

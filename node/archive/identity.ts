// What a result depends on: the content of the input, the networks, and the settings.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file as the file system describes it. When nothing of this has changed, its content has not. */
export interface FileStamp {
  readonly bytes: number;
  readonly modified: number;
  readonly changed: number;
  readonly inode: number;
}

/** @throws {Error} for a pipe or a device: reading it would take its content away. */
export async function stampOf(path: string): Promise<FileStamp> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error(`${path} is not a file.`);
  const { size, mtimeMs, ctimeMs, ino } = found;
  return { bytes: size, modified: mtimeMs, changed: ctimeMs, inode: ino };
}

export function sameStamp(p: FileStamp, q: FileStamp): boolean {
  return (
    p.bytes === q.bytes &&
    p.modified === q.modified &&
    p.changed === q.changed &&
    p.inode === q.inode
  );
}

/** SHA-256 of a file, read in pieces. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest("hex");
}

/** SHA-256 of each network and card in a folder, by the name of the file. */
export async function hashNetworks(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => /\.(onnx|json)$/.test(name)).sort();
  const hashes = await Promise.all(names.map((name) => hashFile(join(folder, name))));
  return Object.fromEntries(names.map((name, k) => [name, hashes[k] ?? ""]));
}

/** SHA-256 of plain data, independent of the order of its fields. */
export function digestOf(data: unknown): string {
  return createHash("sha256").update(JSON.stringify(data, inOrder)).digest("hex");
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([p], [q]) => (p < q ? -1 : 1)));
}

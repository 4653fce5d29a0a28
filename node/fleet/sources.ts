// Where videos are read: files, HTTP addresses and objects of S3-compatible stores.

import { createWriteStream } from "node:fs";
import { mkdir, stat, statfs } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorCode, errorMessage } from "../../src/errorMessage.ts";
import { stampOf } from "../archive/identity.ts";
import { UsageError } from "../cli/errors.ts";
import { findInputs } from "../cli/inputs.ts";
import type { Failure } from "../cli/terminal.ts";
import type { AttemptCause, Failed } from "./attempts.ts";
import { isObject, listObjects, requestObject } from "./objectStore.ts";
import type { Submitted } from "./submission.ts";

/** What the arguments of a submission stand for. */
export interface FoundVideos {
  readonly videos: readonly Submitted[];
  readonly failures: readonly Failure[];
  /** Images, which a fleet does not take. */
  readonly images: number;
}

/** A video cannot be fetched. */
export class SourceError extends Error implements Failed {
  override readonly name = "SourceError";
  override readonly cause: AttemptCause;
  readonly reason: string;
  constructor(cause: AttemptCause, reason: string) {
    super(reason);
    this.cause = cause;
    this.reason = reason;
  }
}

function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source) || isObject(source);
}

/** Lists the videos of files, folders, addresses and prefixes of buckets (`s3://BUCKET/PREFIX/`). */
export async function findVideos(
  paths: readonly string[],
  { recursive }: { readonly recursive: boolean },
): Promise<FoundVideos> {
  const found = await findInputs(
    paths.filter((path) => !isAddress(path)),
    { recursive },
  );
  const videos: Submitted[] = [];
  const failures: Failure[] = [...found.failures];
  const explain = (path: string, error: unknown): void => {
    failures.push({ path, message: errorMessage(error) });
  };
  for (const { path, kind } of found.videos) {
    if (kind !== "file") {
      failures.push({ path, message: `${path}: a fleet takes files and addresses alone.` });
      continue;
    }
    await stampOf(path)
      .then(({ bytes, modified }) => {
        videos.push({ source: resolve(path), name: path, stamp: `${bytes} ${modified}`, bytes });
      })
      .catch((error: unknown) => explain(path, readingProblem(path, error)));
  }
  let images = 0;
  for (const path of found.images) {
    if (await stat(path).catch(() => undefined)) images++;
    else failures.push({ path, message: `${path}: there is no such file; check the path.` });
  }
  for (const path of paths.filter(isAddress)) {
    const listed = path.endsWith("/") && isObject(path) ? listObjects(path) : describe(path);
    await listed.then(
      (more) => videos.push(...more),
      (error: unknown) => explain(path, error),
    );
  }
  return { videos, failures, images };
}

/** Why a file that was submitted cannot be read. */
export function readingProblem(name: string, error: unknown): SourceError {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new SourceError("missing", `${name}: there is no such file; check the path.`);
  }
  const why = code === "EACCES" || code === "EPERM" ? "permission denied" : errorMessage(error);
  return new SourceError("unreadable", `${name}: it cannot be read (${why}).`);
}

/** An address without what may be secret in it. */
function shown(source: string): string {
  return isAddress(source) ? source.replace(/[?#].*$/s, "") : source;
}

/** Size and tag of what an address names. */
async function describe(source: string): Promise<readonly Submitted[]> {
  // Only the first byte: addresses that are signed for GET answer no HEAD.
  const response = await request(source, { range: "bytes=0-0" });
  await response.body?.cancel();
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  const length = response.status === 206 ? total : response.headers.get("content-length");
  const tag = response.headers.get("etag") ?? response.headers.get("last-modified") ?? "";
  const bytes = Number(length ?? 0);
  return [{ source, name: shown(source), stamp: `${bytes} ${tag}`, bytes }];
}

/** @throws {SourceError} unless the answer holds (a part of) the content. */
async function request(
  source: string,
  { range, stop }: { readonly range?: string; readonly stop?: AbortSignal } = {},
): Promise<Response> {
  const name = shown(source);
  let response: Response;
  try {
    const headers = range === undefined ? undefined : { range };
    response = await (isObject(source)
      ? requestObject(source, headers, stop)
      : fetch(source, { headers, signal: stop }));
  } catch (error) {
    if (error instanceof UsageError || stop?.aborted) throw error;
    const { cause } = error as Error;
    const why =
      cause instanceof Error ? errorMessage(cause) || errorCode(cause) : errorMessage(error);
    throw new SourceError("unreadable", `${name}: it cannot be fetched (${why}).`);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  const { status } = response;
  if (status === 404 || status === 410) {
    throw new SourceError("missing", `${name}: there is nothing at this address (${status}).`);
  }
  const why =
    status === 401 || status === 403
      ? "access is denied; the credentials are wrong or the signature has expired"
      : `the server answers ${status} ${response.statusText}`.trim();
  throw new SourceError("unreadable", `${name}: ${why}.`);
}

/** Room to leave on the disk, bytes. */
const SPARE = 64e6;
/** A transfer that brings nothing for so long is given up, milliseconds. */
const SILENCE = 60_000;

/**
 * Makes a video readable as a file: where it is, or as a copy of what the address holds.
 *
 * @param folder for the copy.
 * @throws {SourceError} when it is not there.
 */
export async function fetchVideo(
  source: string,
  folder: string,
  stop: AbortSignal,
): Promise<string> {
  if (!isAddress(source)) return source;
  const silence = new AbortController();
  const signal = AbortSignal.any([stop, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE);
  const path = join(folder, nameIn(source));
  try {
    await mkdir(dirname(path), { recursive: true });
    const response = await request(source, { stop: signal });
    const expected = Number(response.headers.get("content-length") ?? Number.NaN);
    await checkRoom(folder, expected, source);
    let received = 0;
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    body.on("data", ({ length }: Uint8Array) => {
      received += length;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE);
    });
    await pipeline(body, createWriteStream(path), { signal });
    if (Number.isFinite(expected) && received !== expected) {
      const why = `the transfer broke off after ${received} of ${expected} bytes`;
      throw new SourceError("unreadable", `${shown(source)}: ${why}.`);
    }
    return path;
  } catch (error) {
    if (error instanceof SourceError || stop.aborted) throw error;
    throw transferError(source, error, silence.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}

function transferError(source: string, error: unknown, silent: boolean): SourceError {
  const code = errorCode(error);
  if (/^(ENOSPC|EDQUOT|EACCES|EROFS)$/.test(code)) {
    const why = `it cannot be copied to this machine (${code})`;
    return new SourceError("disk", `${shown(source)}: ${why}; name another folder with --scratch.`);
  }
  const why = silent ? `nothing came for ${SILENCE / 1000} s` : errorMessage(error);
  return new SourceError("unreadable", `${shown(source)}: the transfer broke off (${why}).`);
}

async function checkRoom(folder: string, bytes: number, source: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (!(bytes + SPARE > bavail * bsize)) return;
  const need = `${Math.ceil(bytes / 1e6)} MB, and ${Math.floor((bavail * bsize) / 1e6)} MB are free in ${folder}`;
  throw new SourceError(
    "disk",
    `${shown(source)} has ${need}; name another folder with --scratch.`,
  );
}

/** The last part of an address, as a file's name. */
function nameIn(source: string): string {
  const name = decodeURIComponent(basename(new URL(source).pathname)).replaceAll(/[/\\\0]/g, "_");
  return name === "" || /^\.+$/.test(name) ? "video" : name;
}

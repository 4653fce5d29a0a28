// S3-compatible stores, through `s3mini`. Credentials and address come from the variables that other tools use too.

import type { S3mini } from "s3mini";
import { errorMessage } from "../../src/errorMessage.ts";
import { UsageError } from "../cli/errors.ts";
import { isVideoName } from "../cli/inputs.ts";
import type { Submitted } from "./submission.ts";

/** Whether a source is an object or a prefix: `s3://BUCKET/KEY`. */
export function isObject(source: string): boolean {
  return source.startsWith("s3://");
}

/** The videos under a prefix. @throws {Error} when the bucket cannot be read. */
export async function listObjects(prefix: string): Promise<readonly Submitted[]> {
  const { bucket, key } = partsOf(prefix);
  const store = await storeOf(bucket);
  const objects = await store.listObjects("/", key).catch((cause: unknown) => {
    throw new Error(`${prefix}: it cannot be listed (${errorMessage(cause)}).`, { cause });
  });
  if (objects === null) throw new Error(`${prefix}: there is no such bucket.`);
  const videos = objects.filter((object) => isVideoName(object.Key));
  if (videos.length === 0) throw new Error(`${prefix}: there are no videos under this prefix.`);
  return videos.map(({ Key, Size, ETag }) => {
    const source = `s3://${bucket}/${Key}`;
    const bytes = Number(Size);
    return { source, name: source, stamp: `${bytes} ${ETag}`, bytes };
  });
}

/** The answer of the store for an object, whatever its status. */
export async function requestObject(
  source: string,
  headers: Readonly<Record<string, string>> | undefined,
  stop: AbortSignal | undefined,
): Promise<Response> {
  const { bucket, key } = partsOf(source);
  // Signed here and fetched there, so that the answer can be read in pieces and stopped.
  const address = await (await storeOf(bucket)).getPresignedUrl("GET", key, SIGNED_FOR);
  return fetch(address, { headers, signal: stop });
}

/** Seconds in which a transfer must begin. */
const SIGNED_FOR = 3600;

function partsOf(source: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(source) ?? [];
  if (bucket === "")
    throw new UsageError(`${source} must be s3://BUCKET/KEY or s3://BUCKET/PREFIX/.`);
  return { bucket, key };
}

async function storeOf(bucket: string): Promise<S3mini> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region = "us-east-1",
    AWS_ENDPOINT_URL: endpoint = `https://s3.${region}.amazonaws.com`,
  } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError(
      `s3://${bucket} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for another store than Amazon's also AWS_ENDPOINT_URL.`,
    );
  }
  const { S3mini } = await import("s3mini");
  const base = `${endpoint.replace(/\/+$/, "")}/${bucket}`;
  return new S3mini({ accessKeyId, secretAccessKey, endpoint: base, region });
}

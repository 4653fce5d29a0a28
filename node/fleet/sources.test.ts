// Videos behind addresses: a loopback server for HTTP, and one that speaks S3 and checks signatures.

import { createHash, createHmac } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporaryFolder.ts";
import { fetchVideo, findVideos } from "./sources.ts";

const folder = temporaryFolder();
const content = Buffer.from("0123456789".repeat(1000));
const SECRET = "secret/with+signs";
let server: Server;
let address = "";

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_ENDPOINT_URL: `${address}/s3`,
  });
});
afterAll(() => {
  server.close();
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) {
    delete process.env[name];
  }
});
afterEach(() => rm(join(folder, "scratch"), { recursive: true, force: true }));

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", address);
  if (url.pathname.startsWith("/s3/") && !isSigned(request, url)) {
    response.writeHead(403).end();
  } else if (url.searchParams.has("list-type")) {
    response.end(LISTING);
  } else if (/drive.*\.mp4$/.test(url.pathname)) {
    const part = request.headers.range === "bytes=0-0";
    const size = { etag: '"v1"', "content-length": part ? 1 : content.length };
    const range = { "content-range": `bytes 0-0/${content.length}` };
    response.writeHead(part ? 206 : 200, { ...size, ...(part ? range : {}) });
    response.end(part ? content.subarray(0, 1) : content);
  } else if (url.pathname === "/broken.mp4") {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, 5000), () => response.destroy());
  } else {
    response.writeHead(url.pathname === "/secret.mp4" ? 403 : 404).end();
  }
}

const LISTING = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>
<Name>cars</Name><Prefix>bus-7/</Prefix><KeyCount>3</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>
${["drive 1.mp4", "notes.txt", "deeper/drive-2.mp4"]
  .map(
    (name) =>
      `<Contents><Key>bus-7/${name}</Key><Size>10000</Size><ETag>&quot;abc&quot;</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
  )
  .join("")}</ListBucketResult>`;

/** Whether a request has a valid AWS Signature Version 4, in its headers or its query. */
function isSigned({ method = "", headers }: IncomingMessage, url: URL): boolean {
  const fields = Object.fromEntries(
    (headers.authorization ?? "")
      .replace(/^\S+ /, "")
      .split(/, ?/)
      .map((field) => field.split(/=(.*)/s).slice(0, 2)),
  );
  const query = url.searchParams;
  const scope = String(query.get("X-Amz-Credential") ?? fields["Credential"])
    .split("/")
    .slice(1);
  const names = String(query.get("X-Amz-SignedHeaders") ?? fields["SignedHeaders"]);
  const given = query.get("X-Amz-Signature") ?? fields["Signature"];
  const date = query.get("X-Amz-Date") ?? headers["x-amz-date"];
  const pairs = [...query].filter(([name]) => name !== "X-Amz-Signature");
  const encoded = (text: string): string =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const canonical = [
    method,
    url.pathname,
    pairs
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join("&"),
    ...names.split(";").map((name) => `${name}:${String(headers[name] ?? "").trim()}`),
    "",
    names,
    headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", date, scope.join("/"), digest].join("\n");
  const sign = (key: string | Buffer, part: string): Buffer =>
    createHmac("sha256", key).update(part).digest();
  const key = scope.reduce<string | Buffer>((last, part) => sign(last, part), `AWS4${SECRET}`);
  return sign(key, text).toString("hex") === given;
}

async function scratch(): Promise<string> {
  const path = join(folder, "scratch");
  await mkdir(path, { recursive: true });
  return path;
}

const never = new AbortController().signal;

test("an address is known by size and tag, and copied whole", async () => {
  const source = `${address}/day/drive-1.mp4?token=secret`;
  const { videos, failures } = await findVideos([source], { recursive: false });
  expect(failures).toEqual([]);
  expect(videos).toEqual([
    { source, name: `${address}/day/drive-1.mp4`, stamp: '10000 "v1"', bytes: 10000 },
  ]);
  const path = await fetchVideo(source, await scratch(), never);
  expect(path.endsWith("drive-1.mp4")).toBe(true);
  expect(await readFile(path)).toEqual(content);
});

test("a prefix of a bucket gives its videos, and an object is copied with a valid signature", async () => {
  const { videos, failures } = await findVideos(["s3://cars/bus-7/"], { recursive: false });
  expect(failures).toEqual([]);
  expect(videos.map(({ source }) => source)).toEqual([
    "s3://cars/bus-7/drive 1.mp4",
    "s3://cars/bus-7/deeper/drive-2.mp4",
  ]);
  for (const { source } of videos) {
    const path = await fetchVideo(source, await scratch(), never);
    expect(await readFile(path)).toEqual(content);
  }
});

test("a wrong key is refused by the store, and the error says what may be wrong", async () => {
  process.env["AWS_SECRET_ACCESS_KEY"] = "another";
  try {
    await expect(fetchVideo("s3://cars/drive.mp4", await scratch(), never)).rejects.toMatchObject({
      cause: "unreadable",
      reason: expect.stringMatching(/s3:\/\/cars\/drive\.mp4: access is denied; the credentials/),
    });
  } finally {
    process.env["AWS_SECRET_ACCESS_KEY"] = SECRET;
  }
});

test.each([
  ["/gone.mp4", "missing", /there is nothing at this address \(404\)/],
  ["/secret.mp4?X=1", "unreadable", /secret\.mp4: access is denied/],
  ["/broken.mp4", "unreadable", /the transfer broke off/],
])("%s fails with its cause", async (path, cause, reason) => {
  await expect(fetchVideo(address + path, await scratch(), never)).rejects.toMatchObject({
    cause,
    reason: expect.stringMatching(reason),
  });
});

test("nobody listens: the error names the address without its query", async () => {
  const source = "http://127.0.0.1:1/drive.mp4?signature=xyz";
  const { failures } = await findVideos([source], { recursive: false });
  expect(failures[0]?.message).toMatch(
    /^http:\/\/127\.0\.0\.1:1\/drive\.mp4: it cannot be fetched/,
  );
  expect(failures[0]?.message).not.toContain("xyz");
});

test("files are submitted by their real path and named as given; what is no video is not taken", async () => {
  const place = await scratch();
  await writeFile(join(place, "a.mp4"), "x");
  await writeFile(join(place, "photo.jpg"), "x");
  const missing = join(place, "missing.mp4");
  const found = await findVideos([place, missing], { recursive: false });
  expect(found.videos.map(({ source }) => source)).toEqual([join(place, "a.mp4")]);
  expect(found.images).toBe(1);
  expect(found.failures.map(({ message }) => message)).toEqual([
    `${missing}: there is no such file; check the path.`,
  ]);
});

// The service worker: stores the page on the device so that it opens without a network, and adds the isolation headers.

export type {};

declare const self: ServiceWorkerGlobalScope;

/** Written by the build (web/build/serviceWorker.ts). */
const { version, files } = JSON.parse("__VIGIL_FILES__") as {
  readonly version: string;
  readonly files: readonly string[];
};

const PREFIX = "vigil-";
const CACHE = `${PREFIX}${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(["./", ...files].map((path) => new Request(path, { cache: "no-cache" })));
  await self.skipWaiting();
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Answers from the cache, or from the network, whose answers are then cached. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept) return isolated(await partOf(kept, request.headers.get("Range")));
  const response = await fetch(request);
  // Only complete answers can be cached; parts of a video have status 206.
  if (response.status === 200) await cache.put(request, response.clone());
  return isolated(response);
}

/** The requested range of bytes: video players request parts. */
async function partOf(whole: Response, range: string | null): Promise<Response> {
  const requested = range === null ? null : /^bytes=(\d+)-(\d*)$/.exec(range);
  if (requested === null) return whole;
  const blob = await whole.blob();
  const from = Number(requested[1]);
  const to = requested[2] ? Math.min(Number(requested[2]), blob.size - 1) : blob.size - 1;
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${from}-${to}/${blob.size}`);
  headers.set("Content-Length", String(to - from + 1));
  return new Response(blob.slice(from, to + 1), { status: 206, headers });
}

/** The response with the headers that allow threads, where the web server sends none. */
function isolated(response: Response): Response {
  if (response.status === 0 || response.headers.has("Cross-Origin-Embedder-Policy"))
    return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

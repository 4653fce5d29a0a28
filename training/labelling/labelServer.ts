// The labelling page's server: for this machine alone (loopback), without files of its own.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import * as z from "zod";
import { errorMessage } from "../../src/errorMessage.ts";
import { readRgbFrame } from "../landmarks/dataset.ts";
import { statesSchema } from "./labelFile.ts";
import { labelPage } from "./labelPage.ts";
import type { LabelSession } from "./labelSession.ts";

const LOOPBACK = "127.0.0.1";
const LARGEST_BODY = 64 * 1024;

export interface LabelServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a session. @param port 0 takes any free one. @throws {Error} when the port is taken. */
export async function serveLabels(session: LabelSession, port: number): Promise<LabelServer> {
  const server = createServer((request, response) => {
    answer(session, request, response).catch((error: unknown) =>
      send(
        response,
        error instanceof Refusal ? error.status : 500,
        "text/plain",
        errorMessage(error),
      ),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://${LOOPBACK}:${actual}/`, close: () => closed(server) };
}

/** A request that is refused. */
class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(
  session: LabelSession,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A page from elsewhere, under a name that leads to this machine, has another host or origin.
  const host = request.headers.host ?? "";
  const origin = request.headers.origin;
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host) || (origin && origin !== `http://${host}`)) {
    throw new Refusal(403, "This page is for this machine alone.");
  }
  const { pathname } = new URL(request.url ?? "/", `http://${host}`);
  const [, what = "", number = ""] = pathname.split("/");
  const task = /^\d+$/.test(number) ? Number(number) : -1;
  if (task >= session.tasks().length) throw new Refusal(404, "There is no such photograph.");
  const route = `${request.method} ${what}`;
  if (route === "GET " && number === "") return send(response, 200, "text/html", labelPage());
  if (route === "GET tasks") return sendJson(response, session.tasks());
  if (route === "GET agreement") return sendJson(response, session.agreement());
  if (task < 0) throw new Refusal(404, "There is nothing here.");
  if (route === "GET view") return sendJson(response, await session.view(task));
  if (route === "GET image") {
    return send(response, 200, "image/png", await imageOf(session.pairOf(task).imagePath));
  }
  if (route === "PUT view") {
    const body = bodySchema.safeParse(await jsonOf(request));
    if (!body.success) throw new Refusal(400, z.prettifyError(body.error));
    await session.save(task, body.data.states).catch((error: unknown) => {
      throw error instanceof RangeError ? new Refusal(409, error.message) : error;
    });
    return sendJson(response, session.tasks());
  }
  throw new Refusal(404, "There is nothing here.");
}

const bodySchema = z.object({ states: statesSchema });

/** The photograph as PNG, without the rotation that its EXIF data asks for: landmark files refer to stored pixels. */
async function imageOf(path: string): Promise<Uint8Array> {
  const { data, width, height } = await readRgbFrame(path);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LARGEST_BODY) throw new Refusal(413, "This is too long.");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "This is not JSON.");
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 200, "application/json", JSON.stringify(value));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
): void {
  response.writeHead(status, {
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

// Serves the built page with a scripted worker instead of the networks, and makes videos of any length for it.

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  WebMOutputFormat,
} from "mediabunny";
import { rolldown } from "rolldown";
import sharp from "sharp";
import { type StaticServer, serveFolder } from "./server.ts";

/** Serves a build of the page whose worker is the scripted one. */
export async function serveScripted(page: string): Promise<StaticServer> {
  const bundle = await rolldown({
    input: join(process.cwd(), "web/worker/scripted.ts"),
    platform: "browser",
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  const worker = (await readdir(join(page, "assets"))).find((name) => /^main-.*\.js$/.test(name));
  if (worker === undefined) throw new Error("The build has no worker.");
  return serveFolder(page, true, new Map([[`/assets/${worker}`, output[0].code]]));
}

const WIDTH = 64;
const HEIGHT = 48;

/** Writes a video of one grey image: WebM, VP8, every frame a key frame of a hundred bytes. */
export async function writeVideo(path: string, seconds: number, rate: number): Promise<void> {
  const key = await keyFrame();
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource("vp8");
  output.addVideoTrack(source, { frameRate: rate });
  await output.start();
  const decoderConfig = { codec: "vp8", codedWidth: WIDTH, codedHeight: HEIGHT };
  for (let k = 0; k < seconds * rate; k++) {
    await source.add(new EncodedPacket(key, "key", k / rate, 1 / rate), { decoderConfig });
  }
  await output.finalize();
  await writeFile(path, new Uint8Array(target.buffer ?? new ArrayBuffer(0)));
}

/** A lossy WebP image is a VP8 key frame in a RIFF container. */
async function keyFrame(): Promise<Uint8Array> {
  const image = { width: WIDTH, height: HEIGHT, channels: 3, background: "#5a6b7c" } as const;
  const webp = await sharp({ create: image }).webp({ quality: 50 }).toBuffer();
  const at = webp.indexOf("VP8 ");
  return new Uint8Array(webp.subarray(at + 8, at + 8 + webp.readUInt32LE(at + 4)));
}

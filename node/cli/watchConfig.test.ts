import { expect, test } from "vitest";
import { UsageError } from "./errors.ts";
import { camerasOf, parseCameras } from "./watchConfig.ts";

test("cameras have the file's options, the command line's before them, and their own first", async () => {
  const text = JSON.stringify({
    rotate: "30min",
    fps: 5,
    maxSide: 640,
    hangAfter: 90,
    cameras: [
      { name: "cab-1", source: "rtsp://user:secret@10.0.0.1/a", fps: 2, seat: "0,0,0.5,1" },
      { name: "cab-2", camera: "/dev/video0", size: "640x480", reconnect: false },
    ],
  });
  const { cameras, hangAfter } = await parseCameras(text, "c.json", {
    out: "results",
    maxSide: 320,
  });
  expect(hangAfter).toBe(90);
  expect(cameras.map(({ name }) => name)).toEqual(["cab-1", "cab-2"]);
  expect(cameras[0]?.request).toMatchObject({
    input: { address: "rtsp://user:secret@10.0.0.1/a" },
    out: "results/cab-1",
    rotate: 1800,
    fps: 2,
    maxSide: 320,
    reconnect: true,
    insist: true,
    seat: { left: 0, top: 0, right: 0.5, bottom: 1 },
  });
  expect(cameras[1]?.request).toMatchObject({
    input: { camera: "/dev/video0", size: "640x480" },
    fps: 5,
    insist: false,
  });
});

test.each([
  ["{", /not JSON/],
  [{}, /cameras/],
  [{ cameras: [] }, /cameras/],
  [{ cameras: [{ name: "a" }] }, /source .* or a camera/],
  [{ cameras: [{ name: "a", source: "a.mp4" }] }, /must be an address[\s\S]*cameras\[0\]\.source/],
  [{ cameras: [{ name: "../a", source: "rtsp://h/a" }] }, /letters, digits/],
  [{ cameras: [{ name: "a", source: "rtsp://h/a", fpss: 2 }] }, /fpss/],
  [{ rotate: "1 week", cameras: [{ name: "a", source: "rtsp://h/a" }] }, /length of at least/],
  [{ rotate: "1h", cameras: [{ name: "a", source: "rtsp://h/a" }] }, /--out/],
  [
    {
      cameras: [
        { name: "a", source: "rtsp://h/a" },
        { name: "A", source: "rtsp://h/b" },
      ],
    },
    /different names/,
  ],
])("a configuration that is wrong: %j", async (config, message) => {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  await expect(parseCameras(text, "c.json")).rejects.toThrow(message);
  await expect(parseCameras(text, "c.json")).rejects.toThrow(UsageError);
});

test("sources of the command line are named after their addresses, without passwords", async () => {
  const inputs = [
    { address: "rtsp://u:secret@10.0.0.1:8554/cam/1?key=2" },
    { address: "http://10.0.0.1:8554/cam/1" },
    { camera: "/dev/video0" },
  ];
  const { cameras } = await camerasOf(inputs, { out: "r" });
  const names = cameras.map(({ name }) => name);
  expect(names).toEqual(["10.0.0.1-8554-cam-1", "10.0.0.1-8554-cam-1-2", "video0"]);
  expect(cameras.map(({ request }) => request.out)).toEqual(names.map((name) => `r/${name}`));
});

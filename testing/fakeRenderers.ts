// Fake renderers for tests. They give grey images at once.

import type { DriverSpec } from "../training/synthetic/driverSpec.ts";
import type { RenderedDriver } from "../training/synthetic/rendered.ts";
import type { Renderer } from "../training/synthetic/renderer.ts";

/** Fake renderers that keep the specifications they were given in `requests`. */
export function fakeRenderers() {
  const requests: DriverSpec[] = [];
  let open = 0;
  return {
    requests,
    stillOpen: () => open,
    open: async (): Promise<Renderer> => {
      open++;
      return {
        render: async (spec) => {
          requests.push(spec);
          return greyDriver(spec);
        },
        close: async () => {
          open--;
        },
      };
    },
  };
}

function greyDriver({ image, posture }: DriverSpec): RenderedDriver {
  const { width, height } = image;
  const { yaw, pitch, roll, gaze } = posture;
  const opening = { opening: 8, width: 27 };
  const iris = { x: 32, y: 24, radius: 3 };
  return {
    width,
    height,
    rgb: Buffer.alloc(width * height * 3, 128).toString("base64"),
    gain: image.gain ?? 2.5,
    groundTruth: {
      landmarks: Array.from({ length: 68 }, (_, k) => ({
        x: k,
        y: 2 * k,
        position: [0, 0, 600],
        visibility: k < 17 ? "self-occluded" : "visible",
      })),
      pose: { yaw, pitch, roll, translation: [0, 0, 600] },
      gaze,
      eyes: { left: opening, right: opening },
      irises: { left: iris, right: iris },
      mouth: opening,
      box: { x: 0, y: 0, width: 64, height: 64 },
      camera: { focal: 90, centerX: 31.5, centerY: 31.5 },
    },
  };
}

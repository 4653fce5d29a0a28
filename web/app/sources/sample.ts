// The sample that the page opens at the first visit: a clip when the build has one, else an image.

/** Set by the build (web/vite.config.ts): the sample's file name in samples/. */
declare const __VIGIL_SAMPLE__: string;

export const SAMPLE = {
  name: __VIGIL_SAMPLE__,
  address: `./samples/${__VIGIL_SAMPLE__}`,
  isVideo: /\.(mp4|webm)$/.test(__VIGIL_SAMPLE__),
} as const;

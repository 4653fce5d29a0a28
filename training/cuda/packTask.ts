// Packs by task, and what there is to say of them.

import type { DetectorTrainingConfig } from "../detector/config.ts";
import type { EyeTrainingConfig } from "../eyes/config.ts";
import type { LandmarkConfig } from "../landmarks/config.ts";
import { megabytes, type PackOptions } from "./pack.ts";
import { packLandmarks } from "./packLandmarks.ts";
import { packDetector, packEyes, type ViewPack } from "./packViews.ts";

/** All that packs of any task are told; each takes what concerns it. */
export interface AnyPackOptions extends PackOptions {
  readonly side?: number;
  readonly sprites?: number;
  readonly every?: number;
  readonly shared?: string;
  readonly views?: number;
}

/** Writes a pack; returns its size and content in words. */
export type PackWriter<Config> = (config: Config, options: AnyPackOptions) => Promise<string>;

export const landmarkPack: PackWriter<LandmarkConfig> = async (config, options) => {
  const { bytes, faces, sprites, quality } = await packLandmarks(config, options);
  const held =
    faces === 0
      ? `the data of ${options.shared}`
      : `${faces} faces at quality ${quality}, ${sprites} occluders`;
  return `${megabytes(bytes)} MB: ${held}`;
};

export const detectorPack: PackWriter<DetectorTrainingConfig> = async (config, options) =>
  viewsText(await packDetector(config, options));

export const eyePack: PackWriter<EyeTrainingConfig> = async (config, options) =>
  viewsText(await packEyes(config, options));

function viewsText({ bytes, views, heldOut }: ViewPack): string {
  return `${megabytes(bytes)} MB: ${views} views, ${heldOut} held out`;
}

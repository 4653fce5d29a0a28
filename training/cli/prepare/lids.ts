// `vigil prepare lids`: frames of labelled clips with shut and open eyes, for training the gaze network.

import type { Command } from "commander";
import { modelsOption } from "../../../node/cli/networkOptions.ts";
import { processTerminal } from "../../../node/cli/terminal.ts";
import type { PreparedFace } from "../../gaze/preparedFaces.ts";
import { withProgress } from "../measurement.ts";

interface LidsRequest {
  readonly out: string;
  readonly models?: string;
}

/** Adds `prepare lids`. */
export function registerPrepareLids(prepare: Command): void {
  prepare
    .command("lids")
    .summary("take frames with shut and open eyes from labelled clips")
    .description(
      "Takes frames with shut and open eyes from clips with labels.json (as vigil evaluate clips reads it, with frame numbers), and finds their faces, for vigil train gaze.",
    )
    .argument("<dir>", "clips with labels.json")
    .requiredOption("--out <dir>", "folder for the frames and faces.json")
    .addOption(modelsOption())
    .action(prepareLids);
}

async function prepareLids(dir: string, { out, models }: LidsRequest): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  const { join } = await import("node:path");
  const { default: sharp } = await import("sharp");
  const { openVideo } = await import("../../../node/video/openVideo.ts");
  const { framesWithLids, readLabelledClips } = await import("../../gaze/clipFrames.ts");
  const { preparedFace, writePreparedFaces } = await import("../../gaze/preparedFaces.ts");
  const { largestFace } = await import("../../landmarks/annotatedFace.ts");
  const { loadPipeline } = await import("../pipelines.ts");
  const terminal = processTerminal();
  const clips = await readLabelledClips(dir);
  await mkdir(out, { recursive: true });
  const pipeline = await loadPipeline(models);
  const faces: PreparedFace[] = [];
  try {
    await withProgress(terminal, clips.size, "clips", async (advance) => {
      for (const [name, clip] of clips) {
        const wanted = framesWithLids(clip);
        if (wanted.size === 0) {
          advance();
          continue;
        }
        for await (const { index, frame } of await openVideo(join(dir, name))) {
          const shut = wanted.get(index);
          if (shut === undefined) continue;
          const face = largestFace((await pipeline.analyze(frame)).faces);
          if (face === undefined) continue;
          const file = `${name}-${String(index).padStart(6, "0")}.jpg`;
          const { width, height, data, channels } = frame;
          await sharp(data, { raw: { width, height, channels } })
            .jpeg({ quality: 94 })
            .toFile(join(out, file));
          faces.push({
            file,
            person: clip.person,
            lids: shut ? "shut" : "not-shut",
            ...preparedFace(face),
          });
        }
        advance();
      }
    });
    await writePreparedFaces(out, out, faces);
    terminal.out(`${faces.length} frames: ${join(out, "faces.json")}\n`);
  } finally {
    await pipeline.dispose();
  }
}

// The main view: the driver, the state in large, and what it rests on.

import type { Recorder } from "../session/recorder.ts";
import type { Controller } from "../sources/controller.ts";
import { shot, source } from "../state/live.ts";
import { Gauges } from "./gauges.tsx";
import { HeadCard } from "./headCard.tsx";
import { Player } from "./player.tsx";
import { SourceBar } from "./sourceBar.tsx";
import { Stage } from "./stage.tsx";
import { StateCard } from "./stateCard.tsx";
import { Timelines } from "./timelines.tsx";

interface DriveProps {
  readonly controller: Controller;
  readonly recorder: Recorder | null;
}

export function Drive({ controller, recorder }: DriveProps) {
  return (
    <div class="drive">
      <div class="drive-image">
        <SourceBar controller={controller} />
        <Stage controller={controller} />
        <Player controller={controller} recorder={recorder} />
        {source.value?.still === false && <Timelines onSeek={controller.seek} />}
      </div>
      <div class="drive-state">
        <StateCard />
        <HeadCard face={shot.value?.face ?? null} />
        <Gauges />
      </div>
    </div>
  );
}

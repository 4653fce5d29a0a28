// The main view: the driver, the state in large, and what it rests on.

import type { Controller } from "../sources/controller.ts";
import { shot, source } from "../state/live.ts";
import { Gauges } from "./gauges.tsx";
import { HeadCard } from "./headCard.tsx";
import { Player } from "./player.tsx";
import { SourceBar } from "./sourceBar.tsx";
import { Stage } from "./stage.tsx";
import { StateCard } from "./stateCard.tsx";
import { Timelines } from "./timelines.tsx";

export function Drive({ controller }: { readonly controller: Controller }) {
  return (
    <div class="drive">
      <div class="drive-picture">
        <SourceBar controller={controller} />
        <Stage controller={controller} />
        <Player controller={controller} />
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

// Builds the script of the labelling page into the module that `vigil label` serves.

import { scriptModule } from "./build/scriptModule.ts";

export default scriptModule("web/label/main.ts", "training/labelling");

// Builds the script of a session's report into the library. A test checks that the module is current.

import { scriptModule } from "./build/scriptModule.ts";

export default scriptModule("web/report/main.ts", "src/formats/report");

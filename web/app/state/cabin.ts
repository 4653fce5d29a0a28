// The cabin that the user chose or made, kept on this device.

import { cabinSchema } from "../../../src/driver/cabin.ts";
import type { Cabin } from "../../../src/index.ts";
import { keptSignal } from "./kept.ts";

/** Null when nobody has said where the camera is: looks are then judged by their angles. */
export const cabin = keptSignal<Cabin | null>("vigil.cabin", cabinSchema.nullable(), null);

// A scripted drive as evaluations take it: ground truth of its frames and events, and the analysis that the observer
// imitates. Nothing is rendered.

import type { DriverScript } from "../drives/driverScript.ts";
import { groundTruthEvents } from "../drives/groundTruth.ts";
import { lidHeight, mouthOpennessOf, movedHead } from "../drives/movingHead.ts";
import { type ObserveOptions, observeScript, type ScriptedObservation } from "../drives/observe.ts";
import { hiddenLandmarks } from "../drives/occlusion.ts";
import { scriptCamera, type Viewpoint, viewpointOf } from "../drives/viewpoint.ts";
import { createDriverMonitor } from "../src/driver/monitor.ts";
import { createEventLog } from "../src/formats/eventLog.ts";
import type { SessionFrame } from "../src/formats/sessionFrame.ts";
import { boundingBox } from "../src/image/geometry.ts";
import type { DriveSample } from "../training/evaluation/driveLooks.ts";
import {
  type FrameGroundTruth,
  frameGroundTruth,
} from "../training/synthetic/drive/frameGroundTruth.ts";

/** Millimetres of an average eye and mouth. */
const EYE = { opening: 8.4, width: 27 };
const MOUTH_WIDTH = 48;

/** The ground truth of a drive, and the frames and events that the driver monitor reports of its observations. */
export function observedDrive(script: DriverScript, options?: ObserveOptions): DriveSample {
  const view = viewpointOf(scriptCamera(script), script.image);
  const observations = observeScript(script, options);
  const monitor = createDriverMonitor();
  const log = createEventLog();
  const frames = observations.map((observation): SessionFrame => {
    const { timestamp, face, brightness, frame } = observation;
    const report = monitor.update({ timestamp, face, brightness });
    log.add(report);
    const { width, height } = script.image;
    return {
      frame: {
        index: frame,
        timestamp,
        width,
        height,
        milliseconds: { detect: 0, landmarks: 0, measures: 0 },
        faces: face === null ? [] : [{ ...face, id: 1 }],
        driver: face === null ? null : 1,
        brightness,
      },
      report,
    };
  });
  const closed = monitor.finish().changed;
  return {
    truth: observations.map((observation) => groundTruthOf(observation, view)),
    events: groundTruthEvents(script),
    frames,
    found: log.events().map((event) => closed.find(({ id }) => id === event.id) ?? event),
  };
}

function groundTruthOf({ frame, moment }: ScriptedObservation, view: Viewpoint): FrameGroundTruth {
  const points = view.project(moment, movedHead(moment));
  const angles = view.anglesOf(moment.head);
  const hidden = hiddenLandmarks(moment, view);
  const iris = { x: 0, y: 0, radius: 1 };
  const eye = { ...EYE, opening: EYE.opening * lidHeight(moment) };
  return frameGroundTruth(frame, moment, {
    landmarks: points.map((point, k) => ({
      ...point,
      position: [0, 0, 0],
      visibility: hidden[k] === true ? "occluded" : "visible",
    })),
    pose: { ...angles, translation: view.originOf(moment) },
    gaze: moment.gaze,
    eyes: { left: eye, right: eye },
    irises: { left: iris, right: iris },
    mouth: { opening: MOUTH_WIDTH * mouthOpennessOf(moment), width: MOUTH_WIDTH },
    box: boundingBox(points),
    camera: {
      focal: view.intrinsics.focalX,
      centerX: view.intrinsics.centerX,
      centerY: view.intrinsics.centerY,
    },
  });
}

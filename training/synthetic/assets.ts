// The renderer's folder of assets: required files, and an error that lists missing ones.

import { access, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HAIR_MESHES } from "./driverSpec.ts";
import { FACE_X_NEUTRAL } from "./faceXModel.ts";

const FILES: readonly { readonly path: string; readonly from: string }[] = [
  {
    path: "props/glasses/glasses.obj",
    from: "any glasses as two objects, the frame and then the lenses, in millimetres",
  },
  ...["left", "right"].map((side) => ({
    path: `props/hands/${side}.glb`,
    from: "the generic hand of the npm package @webxr-input-profiles/assets (MIT)",
  })),
  ...HAIR_MESHES.map((name) => ({
    path: `props/hair/${name}.obj`,
    from: "MakeHuman's hair meshes (CC0), github.com/makehumancommunity",
  })),
];

/**
 * Finds the head model in a folder of assets: packed in `ict/`, or as ICT-FaceKit's `.obj` files in `ict/`,
 * `ict/FaceXModel/` or `FaceXModel/`; null when there is none.
 */
export async function findHeadModel(
  assets: string,
): Promise<{ readonly kind: "packed" | "obj"; readonly folder: string } | null> {
  const packed = join(assets, "ict");
  if (await exists(join(packed, "model.json"))) return { kind: "packed", folder: packed };
  for (const below of ["ict", "ict/FaceXModel", "FaceXModel"]) {
    const folder = join(assets, below);
    if (await exists(join(folder, FACE_X_NEUTRAL))) return { kind: "obj", folder };
  }
  return null;
}

/** @throws {Error} that lists missing assets and where to get them. */
export async function checkAssets(folder: string): Promise<void> {
  const assets = resolve(folder);
  const missing: string[] = [];
  if ((await findHeadModel(assets)) === null) {
    missing.push(
      "ict/ – the head model: the folder FaceXModel of github.com/ICT-VGL/ICT-FaceKit (MIT), as it is",
    );
  }
  const environments = await readdir(join(assets, "hdri")).catch(() => []);
  if (!environments.some((name) => name.endsWith(".hdr"))) {
    missing.push(
      "hdri/*.hdr – surroundings: Radiance panoramas, for instance from polyhaven.com (CC0)",
    );
  }
  for (const { path, from } of FILES) {
    if (!(await exists(join(assets, path)))) missing.push(`${path} – ${from}`);
  }
  if (missing.length > 0) {
    throw new Error(
      `The folder of assets ${assets} lacks:\n${missing.map((line) => `  ${line}`).join("\n")}`,
    );
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

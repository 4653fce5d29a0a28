// Vigil in a project built by Vite, with its types.

import { type Face, frameOf, loadVigil } from "vigil/web";

const answer = document.querySelector("#answer");
const image = document.querySelector<HTMLImageElement>("#image");
if (answer === null || image === null) throw new Error("The page lacks its parts.");

const vigil = await loadVigil({ models: "./models/", runtime: "./runtime/" });
await image.decode();
const { faces } = await vigil.analyze(frameOf(image));
answer.textContent = `${faces.length} face, ${hiddenIn(faces[0])} landmarks hidden`;

function hiddenIn(face: Face | undefined): number {
  return face?.landmarks.filter(({ occluded }) => occluded).length ?? 0;
}

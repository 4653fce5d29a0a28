// The labelling page: a single file with its script, and the names that script and server share.

import { REGIONS } from "../../src/landmarks/scheme68.ts";
import { LABEL_STATES } from "./labelFile.ts";
import { PAGE_SCRIPT } from "./pageScript.generated.ts";

const range = ([from, to]: readonly [number, number]) =>
  Array.from({ length: to - from }, (_, k) => from + k);

/** The steps of a photograph, in the order of the keys 1 to 9. Left and right are the subject's own. */
const LABEL_REGIONS = [
  { name: "jaw, right", landmarks: range([0, 6]) },
  { name: "chin", landmarks: range([6, 11]) },
  { name: "jaw, left", landmarks: range([11, 17]) },
  { name: "right brow", landmarks: range(REGIONS.rightBrow) },
  { name: "left brow", landmarks: range(REGIONS.leftBrow) },
  { name: "nose", landmarks: range(REGIONS.nose) },
  { name: "right eye", landmarks: range(REGIONS.rightEye) },
  { name: "left eye", landmarks: range(REGIONS.leftEye) },
  { name: "mouth", landmarks: range(REGIONS.mouth) },
] as const;

/** What the page's script reads. */
interface LabelPageData {
  readonly states: readonly string[];
  readonly regions: readonly { readonly name: string; readonly landmarks: readonly number[] }[];
}

/** The page as HTML. */
export function labelPage(): string {
  const data: LabelPageData = { states: LABEL_STATES, regions: LABEL_REGIONS };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Vigil: labels of hidden landmarks</title>
<link rel="icon" href="data:,">
</head>
<body>
<main></main>
<script type="application/json" id="data">${JSON.stringify(data)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

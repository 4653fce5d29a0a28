// Fetches networks and their cards. Servers answer with web pages where a file is missing, so each answer is checked.

import { errorMessage } from "../../src/errorMessage.ts";
import type { ModelFile } from "../../src/modelFile.ts";
import { fileIn } from "./addresses.ts";

/**
 * Fetches a network and its card: `<name>.onnx` and `<name>.json` in a folder.
 *
 * @throws {Error} naming the address, what the server answered, and what to do.
 */
export async function fetchModel(folder: string | URL, name: string): Promise<ModelFile> {
  const network = fileIn(folder, `${name}.onnx`, "models");
  const cardFile = fileIn(folder, `${name}.json`, "models");
  const [answer, cardAnswer] = await Promise.all([fetchFile(network), fetchFile(cardFile)]);
  if (looksLikeText(answer.bytes)) {
    throw new Error(`${network} is not a network: ${described(answer)} ${REMEDY}`);
  }
  return { bytes: answer.bytes, card: cardIn(cardAnswer), name: network };
}

const REMEDY =
  'The option "models" must name the folder that the server serves Vigil\'s models/ from.';

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return "It gives the file only to whoever may see it.";
  return status >= 500 ? "It has a problem of its own: try again later." : REMEDY;
}

interface Answer {
  readonly address: string;
  /** The content type that the server gave; empty for none. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

function cardIn(answer: Answer): unknown {
  const text = new TextDecoder().decode(answer.bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${answer.address} is not a model card: ${described(answer)} ${REMEDY}`, {
      cause,
    });
  }
}

async function fetchFile(address: string): Promise<Answer> {
  const failed = (why: string, cause?: unknown): never => {
    throw new Error(`${address} could not be fetched: ${why}`, { cause });
  };
  const response = await fetch(address).catch((cause: unknown) =>
    failed(
      `${errorMessage(cause)}. The server cannot be reached, it does not allow this page (CORS), or the page's Content-Security-Policy does not (connect-src).`,
      cause,
    ),
  );
  if (!response.ok) {
    const { status, statusText } = response;
    return failed(`the server answered ${status} ${statusText}. ${remedyFor(status)}`);
  }
  const buffer = await response
    .arrayBuffer()
    .catch((cause: unknown) => failed(`the transfer broke off (${errorMessage(cause)}).`, cause));
  const type = response.headers.get("content-type") ?? "";
  return { address, type, bytes: new Uint8Array(buffer) };
}

/** What the server answered instead, as a sentence. */
function described({ bytes, type }: Answer): string {
  if (bytes.length === 0) return "the server's answer is empty.";
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trim();
  const kind = /^<(!doctype html|html|head|body)\b/i.test(start) ? "a web page" : "other content";
  const ofType = type === "" ? "" : ` of type ${type}`;
  return `the server answered with ${kind}${ofType} that begins with ${JSON.stringify(start.slice(0, 40))}.`;
}

/** Whether bytes begin with printable characters only, or are none. An ONNX file begins with small binary numbers. */
function looksLikeText(bytes: Uint8Array): boolean {
  const printable = (byte: number) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13);
  return bytes.subarray(0, 16).every(printable);
}

// The Python that trains on a graphics card: finding one with PyTorch, and running the engine with it.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the engine lies: beside the sources, since Python files are not compiled. */
export const ENGINE_FOLDER: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  return join(folder, "training", "cuda");
})();

/** Names tried in this order; `VIGIL_PYTHON` goes before them. */
const PYTHONS = ["python3", "/usr/bin/python3", "python"];

/** Prints what the engine needs to know of an installation. */
const PROBE =
  "import onnx, torch; print(torch.__version__, onnx.__version__, torch.cuda.is_available())";

/** A Python that can run the engine. */
export interface Python {
  readonly command: string;
  /** Versions of PyTorch and onnx. */
  readonly torch: string;
  readonly onnx: string;
  /** Whether PyTorch sees a CUDA card. */
  readonly cuda: boolean;
}

/** What the user is told where there is no such Python. */
export const NO_PYTHON =
  "Training on a graphics card needs Python 3.10 or newer with PyTorch and onnx (pip install torch onnx); " +
  "none was found. VIGIL_PYTHON names the interpreter to use.";

/** The first Python that has PyTorch and onnx; `undefined` where none has. */
export async function findPython(): Promise<Python | undefined> {
  const chosen = process.env["VIGIL_PYTHON"];
  for (const command of chosen === undefined ? PYTHONS : [chosen]) {
    const { code, output } = await capture(command, ["-c", PROBE]);
    const [torch, onnx, cuda] = output.trim().split(" ");
    if (code !== 0 || torch === undefined || onnx === undefined) continue;
    return { command, torch, onnx, cuda: cuda === "True" };
  }
  return undefined;
}

/** Runs Python in the engine's folder and returns what it prints. @throws {Error} with its messages when it fails. */
export async function runPython(python: Python, argv: readonly string[]): Promise<string> {
  const { code, output, messages } = await capture(python.command, argv, ENGINE_FOLDER);
  if (code === 0) return output;
  throw new Error(`${python.command} ${argv.join(" ")} failed:\n${messages.trim()}`);
}

/**
 * Runs a Python program whose output goes to the terminal, and passes an interruption on to it.
 *
 * @throws {Error} when it fails.
 */
export async function showPython(
  python: Python,
  argv: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(python.command, argv, { stdio: ["ignore", "inherit", "inherit"] });
  const stop = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", stop);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (code !== 0) throw new Error(`Training ended with exit code ${code}.`);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

function capture(
  command: string,
  argv: readonly string[],
  cwd?: string,
): Promise<{ code: number | null; output: string; messages: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, argv, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let messages = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      messages += text;
    });
    child.on("error", (cause) => resolve({ code: null, output, messages: String(cause) }));
    child.on("close", (code) => resolve({ code, output, messages }));
  });
}

/** Results cannot be written; the message says what to do. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

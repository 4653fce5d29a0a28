// Hands a file to the user.

/** How long the browser may take to begin reading it, milliseconds. */
const KEPT = 60_000;

/** Downloads a blob under a name. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}

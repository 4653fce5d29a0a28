// Times for people.

/** Minutes and seconds; a camera's clock, which counts from long ago, shows its last hour. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${String(whole % 60).padStart(2, "0")}`;
}

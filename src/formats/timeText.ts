// Times and durations in seconds, as text for people.

/** A time as 1:02:03 or 2:03, with decimals of the second; rounded to the nearest. */
export function clockText(seconds: number, decimals: number): string {
  const total = Math.round(Math.abs(seconds) * 10 ** decimals) / 10 ** decimals;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = (total % 60).toFixed(decimals).padStart(decimals > 0 ? decimals + 3 : 2, "0");
  const sign = seconds < 0 && total > 0 ? "−" : "";
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, "0")}:${rest}`
    : `${sign}${minutes}:${rest}`;
}

/** The time reached, as players show it: like `clockText`, but rounded down and never negative. */
export function elapsedText(seconds: number, decimals: number): string {
  const scale = 10 ** decimals;
  return clockText(Math.floor(Math.max(0, seconds) * scale) / scale, decimals);
}

/** A duration as "45 s", "3 min" or "2 h 5 min"; "–" when it is not finite. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

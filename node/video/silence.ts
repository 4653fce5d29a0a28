// Notices that a live source sends no images.

/** Seconds without an image before it is reported: longer than cameras take to adjust, short enough to matter. */
export const SILENT_AFTER = 2;

const CHECK_MILLISECONDS = 250;
/**
 * A timer that is late itself proves nothing: images may have arrived, and not been taken yet. After so many seconds without
 * one they have not: on a computer that is always busy every check is late.
 */
const LATE = { by: 0.25, until: 10 };

export interface SilenceWatch {
  /** An image has arrived, or the wait for one begins. */
  image(): void;
  /** No image is waited for until `image` is called: the reader is busy. */
  pause(): void;
  end(): void;
}

/**
 * Watches the time between images.
 *
 * @param onSilence called with the whole seconds since the last image, once for each second from `SILENT_AFTER` on.
 * @param now a monotonic clock in seconds; tests pass a fake.
 */
export function watchSilence(
  onSilence: (seconds: number) => void,
  now: () => number = () => performance.now() / 1000,
): SilenceWatch {
  let last = now();
  let checked = last;
  let reported = 0;
  let paused = false;
  const timer = setInterval(() => {
    const time = now();
    const isLate = time - checked > CHECK_MILLISECONDS / 1000 + LATE.by;
    checked = time;
    const seconds = Math.floor(time - last);
    if (paused || seconds < SILENT_AFTER || seconds <= reported) return;
    if (isLate && seconds < LATE.until) return;
    reported = seconds;
    onSilence(seconds);
  }, CHECK_MILLISECONDS);
  timer.unref();
  return {
    image() {
      last = now();
      reported = 0;
      paused = false;
    },
    pause() {
      paused = true;
    },
    end: () => clearInterval(timer),
  };
}

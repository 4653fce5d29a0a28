// The oldest browsers that are supported. Builds compile syntax and styles for them; a test looks for newer functions.

/**
 * Chromium 110 and Safari 16.4 are the first with all of ES2023 (`toSorted`) and of WebCodecs; Firefox 132 is the first with
 * `requestVideoFrameCallback`. docs/web.md names the same.
 */
export const OLDEST_BROWSERS = ["chrome110", "firefox132", "safari16.4"];

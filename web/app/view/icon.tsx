// The page's icons: strokes on a 24 × 24 grid. Each has a text beside it or an accessible name.

const PATHS = {
  wheel:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM3.3 10.5 9.6 11m11.1-.5-6.3.5M12 14.500v6.400",
  maps: "M4 4h16v16H4zM4 12h16M12 4v16M8 8h.01M16 16h.01",
  hand: "M8 12V6a1.500 1.500 0 0 1 3 0v5-7a1.500 1.500 0 0 1 3 0v7-5.500a1.500 1.500 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.500-1.500-6-4l-1.800-3.200a1.500 1.500 0 0 1 2.500-1.600L8 15",
  record: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 5a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  gauge: "M4.200 18a9 9 0 1 1 15.600 0M12 14l4-5",
  camera:
    "M3 7h3l1.500-2h5L14 7h3v10H3zM17 11l4-2.500v7L17 13M10 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5Z",
  video: "M4 5h16v14H4zM10 9l5 3-5 3z",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9h.01",
  sample:
    "M12 4l2.300 4.900 5.200.7-3.800 3.700.9 5.300L12 16.100l-4.600 2.500.9-5.300L4.500 9.600l5.200-.7z",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  soundOn:
    "M4 9.500h3.500L12 6v12l-4.500-3.500H4zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
  soundOff: "M4 9.500h3.500L12 6v12l-4.500-3.500H4zM16 9.500l5 5M21 9.500l-5 5",
  settings:
    "M12 8.800a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400ZM12 3v2.500M12 18.500V21M3 12h2.500M18.500 12H21M5.600 5.600l1.800 1.800M16.600 16.600l1.800 1.800M5.600 18.400l1.800-1.800M16.600 7.400l1.800-1.800",
  close: "M6 6l12 12M18 6L6 18",
  fullscreen: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  check: "M5 12.500l4.500 4.500L19 7.500",
  warning: "M12 4l9 16H3zM12 10v4.500M12 17.300h.01",
  question: "M9 9.200a3 3 0 1 1 4.400 2.700c-1 .5-1.400 1.100-1.400 2.300M12 17.300h.01",
  away: "M4 12h13M12 7l5 5-5 5",
  moon: "M19 14.500A8 8 0 0 1 9.500 5a7.500 7.500 0 1 0 9.500 9.500Z",
  nobody:
    "M12 4.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7ZM5 20c.8-4 3.500-6 7-6s6.200 2 7 6M4 4l16 16",
  target: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 1.500V6M12 18v4.500M1.500 12H6M18 12h4.500",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  open: "M4 7V5h6l2 2h8v12H4z",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({
  name,
  large = false,
}: {
  readonly name: IconName;
  readonly large?: boolean;
}) {
  return (
    <svg class={large ? "icon icon-large" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

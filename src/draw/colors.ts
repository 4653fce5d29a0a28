// The colours of overlays. Blue and orange can be distinguished with every common kind of colour vision.

/** Visible landmarks: filled dots. */
export const VISIBLE_COLOR = "#35c8ff";
/** Landmarks hidden by an object: crosses. */
export const OCCLUDED_COLOR = "#ff6a13";
/** Landmarks hidden by the face itself: rings. */
export const SELF_COLOR = "#e2b8ff";
/** Drawn under every mark, for contrast against skin, sky and shadow. */
export const HALO_COLOR = "rgba(8, 14, 22, 0.75)";
export const PANEL_COLOR = "rgba(8, 14, 22, 0.72)";
export const TEXT_COLOR = "#f4f8fb";
export const FAINT_TEXT_COLOR = "#b9c6d2";
export const BOX_COLOR = "#f4f8fb";
/** Lines of sight. */
export const SIGHT_COLOR = "#ff7bf0";
/** The head's axes: to its left, down, and forward. */
export const AXIS_COLORS = { left: "#ff5d73", down: "#5fdc7a", forward: "#ffd43b" } as const;

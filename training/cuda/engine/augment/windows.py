"""Face windows: where they lie on the cut-out faces, and what is seen in them (augment.ts, faceWindow.ts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from .draw import Draw, send

SIZE = 256
MARGIN = 1.3
FOREHEAD = 0.25
RADIANS = torch.pi / 180
ROTATION_DEVIATION, ROTATION_LIMIT = 12 * RADIANS, 45 * RADIANS
SHIFT_DEVIATION, SHIFT_LIMIT = 0.05, 0.14
SCALE_DEVIATION, SCALE_RANGE = 0.08, (0.78, 1.28)
DEEPEST_CUT = 0.45


@dataclass
class Windows:
    """A batch of face windows, in the processor's memory.

    `landmarks` [B, 68, 2] in window pixels; `occluded` and `unknown` [B, 68] truths; `to_source` [B, 2, 3] takes window
    pixels to pixels of the cut-out face; `frames` [B, 4] first and last pixel centres of the photograph in these.
    """

    landmarks: Tensor
    occluded: Tensor
    unknown: Tensor
    to_source: Tensor
    frames: Tensor


def choose_windows(
    points: Tensor, states: Tensor, frames: Tensor, flip: Tensor, options: Mapping[str, float], draw: Draw
) -> Windows:
    """Places a jittered window on each face.

    `points` [B, 68, 2] and `frames` [B, 4] in pixels of the cut-outs, `states` [B, 68] (0 visible, 1 hidden, 2 not
    known), `flip` [68] the landmark that each becomes in a mirror.
    """
    count = len(points)
    frames = cut_at_border(points, frames, draw.chance(options["cut"], count), draw)
    by_box = torch.cat([*window_of_box(points), torch.zeros(count, 1)], 1)
    by_landmarks = window_of_landmarks(points)
    chosen = draw.chance(options["landmarkWindow"], count)[:, None]
    x, y, side, rotation = torch.where(chosen, by_landmarks, by_box).unbind(1)
    wide = draw.chance(options["wideRotation"], count)
    narrow_turn = (draw.normal(count) * ROTATION_DEVIATION).clamp(-ROTATION_LIMIT, ROTATION_LIMIT)
    rotation = rotation + torch.where(wide, draw.between(-ROTATION_LIMIT, ROTATION_LIMIT, count), narrow_turn)
    shift = (draw.normal(count, 2) * SHIFT_DEVIATION).clamp(-SHIFT_LIMIT, SHIFT_LIMIT) * side[:, None]
    scale = SIZE / (side * torch.exp(draw.normal(count) * SCALE_DEVIATION).clamp(*SCALE_RANGE))
    a, b = torch.cos(rotation) * scale, torch.sin(rotation) * scale
    turn = torch.stack([a, b, -b, a], 1).view(count, 2, 2)
    centre = torch.stack([x, y], 1) + shift
    offset = (SIZE - 1) / 2 - (turn @ centre[:, :, None])[:, :, 0]
    mirrored = draw.chance(options["mirror"], count)
    sign = torch.where(mirrored, -1.0, 1.0)
    turn[:, 0] *= sign[:, None]
    offset[:, 0] = torch.where(mirrored, SIZE - 1 - offset[:, 0], offset[:, 0])
    landmarks = points @ turn.transpose(1, 2) + offset[:, None]
    in_frame = ((points >= frames[:, None, :2]) & (points <= frames[:, None, 2:])).all(2)
    in_window = ((landmarks >= 0) & (landmarks <= SIZE - 1)).all(2)
    occluded = ~(in_frame & in_window) | (states == 1)
    unknown = states == 2
    landmarks = torch.where(mirrored[:, None, None], landmarks[:, flip], landmarks)
    occluded = torch.where(mirrored[:, None], occluded[:, flip], occluded)
    unknown = torch.where(mirrored[:, None], unknown[:, flip], unknown)
    return Windows(landmarks, occluded, unknown, inverse_of(turn, offset), frames)


def window_of_box(points: Tensor) -> tuple[Tensor, Tensor]:
    """Centre [B, 2] and side [B, 1] of the upright window around the box of the landmarks and a forehead."""
    low, high = points.amin(1), points.amax(1)
    width, height = (high - low).unbind(1)
    top = low[:, 1] - FOREHEAD * height
    height = height * (1 + FOREHEAD)
    centre = torch.stack([low[:, 0] + width / 2, top + height / 2], 1)
    return centre, (torch.maximum(width, height).clamp(min=1) * MARGIN)[:, None]


def window_of_landmarks(points: Tensor) -> Tensor:
    """[B, 4]: centre, side and rotation of the window that is level with the eyes."""
    right, left = points[:, 36:42].mean(1), points[:, 42:48].mean(1)
    rotation = torch.atan2(left[:, 1] - right[:, 1], left[:, 0] - right[:, 0])
    cos, sin = torch.cos(rotation), torch.sin(rotation)
    turn = torch.stack([cos, sin, -sin, cos], 1).view(-1, 2, 2)
    centre, side = window_of_box(points @ turn.transpose(1, 2))
    back = (turn.transpose(1, 2) @ centre[:, :, None])[:, :, 0]
    return torch.cat([back, side, rotation[:, None]], 1)


def cut_at_border(points: Tensor, frames: Tensor, happens: Tensor, draw: Draw) -> Tensor:
    """Frames [B, 4] that end inside the face on one side, where `happens`."""
    count = len(points)
    low, high = points.amin(1), points.amax(1)
    depth = draw.between(0.03, DEEPEST_CUT, count)[:, None]
    first = low + depth * (high - low)
    last = high - depth * (high - low)
    side = draw.below(4, count)
    cut = frames.clone()
    for index, (edge, bound) in enumerate(((0, first[:, 0]), (2, last[:, 0]), (1, first[:, 1]), (3, last[:, 1]))):
        here = happens & (side == index)
        bounded = torch.maximum(frames[:, edge], bound) if edge < 2 else torch.minimum(frames[:, edge], bound)
        cut[:, edge] = torch.where(here, bounded, cut[:, edge])
    enough = ((cut[:, 2:] - cut[:, :2]) >= 1).all(1, keepdim=True)
    return torch.where(enough, cut, frames)


def inverse_of(turn: Tensor, offset: Tensor) -> Tensor:
    """[B, 2, 3], the inverse of x → turn · x + offset."""
    back = torch.linalg.inv(turn)
    return torch.cat([back, -(back @ offset[:, :, None])], 2)


def affine_places(transform: Tensor, size: int) -> Tensor:
    """Where the pixels of a square of `size` fall: [B, size, size, 2] from transforms [B, 2, 3]."""
    along = torch.arange(size, device=transform.device, dtype=torch.float32)
    x = transform[:, None, None, :, 0] * along[None, None, :, None]
    y = transform[:, None, None, :, 1] * along[None, :, None, None]
    return x + y + transform[:, None, None, :, 2]


def sample(images: Tensor, places: Tensor) -> Tensor:
    """Images [B, C, H, W] read bilinearly at pixel places [B, h, w, 2]; beyond the edge its pixels repeat."""
    x = places[..., 0] * (2 / (images.shape[3] - 1)) - 1
    y = places[..., 1] * (2 / (images.shape[2] - 1)) - 1
    return F.grid_sample(images, torch.stack([x, y], 3), mode="bilinear", padding_mode="border", align_corners=True)


def cut_windows(faces: Tensor, windows: Windows) -> tuple[Tensor, Tensor]:
    """Reads the windows from cut-out faces, uint8 [B, 3, S, S] on the device.

    Returns images [B, 3, 256, 256], float 0..255, and where they show the photograph, truths [B, 1, 256, 256].
    """
    places = affine_places(send(windows.to_source, faces.device), SIZE)
    frames = send(windows.frames, faces.device)[:, None, None, :]
    inside = ((places > frames[..., :2] - 1) & (places < frames[..., 2:] + 1)).all(3)[:, None]
    return sample(faces.float(), places) * inside, inside

"""Augmentation on the device, from the same configuration as `training/landmarks/augment.ts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

import torch
from torch import Tensor

from .draw import Draw, send
from .occluders import Occluders
from .photometric import Quantisation, photometric
from .windows import choose_windows, cut_windows


@dataclass(frozen=True)
class Augmented:
    """What the network is shown: `images` uint8 [B, 256, 256, 3], `landmarks` [B, 68, 2] in window pixels, and the
    truths `occluded` and `unknown` [B, 68], all on the device."""

    images: Tensor
    landmarks: Tensor
    occluded: Tensor
    unknown: Tensor


@torch.no_grad()
def augment(
    faces: Tensor,
    points: Tensor,
    states: Tensor,
    frames: Tensor,
    flip: Tensor,
    options: Mapping[str, float],
    occluders: Occluders | None,
    tables: Quantisation,
    draw: Draw,
) -> Augmented:
    """Makes one augmented window of each cut-out face.

    `faces` uint8 [B, 3, S, S] on the device; `points` [B, 68, 2], `states` [B, 68], `frames` [B, 4] in the processor's
    memory (see `choose_windows`).
    """
    device = faces.device
    windows = choose_windows(points, states, frames, flip, options, draw)
    images, inside = cut_windows(faces, windows)
    occluded = windows.occluded
    if occluders is not None:
        occluded = occluders.paint(images, windows.landmarks, occluded, options["occlude"], draw)
    images = photometric(images, windows.landmarks, occluded, options, tables, draw) * inside
    return Augmented(
        images.round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous(),
        send(windows.landmarks, device),
        send(occluded, device),
        send(windows.unknown & ~occluded, device),
    )

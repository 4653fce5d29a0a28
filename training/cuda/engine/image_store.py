"""Reads the images of a pack: cosine coefficients that `training/cuda/imageStore.ts` wrote, one matrix product away."""

from __future__ import annotations

import math
import zlib
from functools import lru_cache
from typing import Sequence

import torch
from torch import Tensor

BLOCK = 8
LONG_GAP = 255


@lru_cache
def cosines(device: torch.device) -> Tensor:
    """The orthonormal cosine transform of 8 samples, [frequency, sample]."""
    n = torch.arange(BLOCK, dtype=torch.float32)
    basis = torch.cos((2 * n[None, :] + 1) * n[:, None] * math.pi / (2 * BLOCK)) / 2
    basis[0] = math.sqrt(1 / BLOCK)
    return basis.to(device)


def decode_images(
    content: bytes, sizes: Sequence[tuple[int, int]], steps: Sequence[Sequence[float]], into: Tensor
) -> None:
    """Decodes a block of images.

    `sizes` are widths and heights, `steps` the 64 quantisation steps of each plane. `into` is uint8
    [images, channels, side, side], 3 channels or 4 with alpha; beyond an image's own size its edge repeats.
    """
    device = into.device
    at = 0
    planes: list[list[Tensor]] = []
    for plane, table in enumerate(steps):
        halved = plane in (1, 2)
        grids = [plane_size(width, height, halved) for width, height in sizes]
        counts = [math.ceil(w / BLOCK) * math.ceil(h / BLOCK) for w, h in grids]
        coefficients = torch.zeros((BLOCK * BLOCK, sum(counts)), dtype=torch.int16)
        for frequency in range(BLOCK * BLOCK):
            at = read_values(content, at, coefficients[frequency])
        coefficients[0] = torch.cumsum(coefficients[0].int(), 0).short()
        blocks = coefficients.t().to(device).float() * torch.tensor(list(table), device=device)
        basis = cosines(device)
        pixels = basis.t() @ blocks.view(-1, BLOCK, BLOCK) @ basis + (0 if halved else 128)
        planes.append([to_plane(part, *size) for part, size in zip(torch.split(pixels, counts), grids)])
    for index, (width, height) in enumerate(sizes):
        joined = join_planes([plane[index] for plane in planes], width, height)
        into[index] = repeat_edges(joined.round().clamp(0, 255).to(torch.uint8), into.shape[2], into.shape[3])


def plane_size(width: int, height: int, halved: bool) -> tuple[int, int]:
    return ((width + 1) // 2, (height + 1) // 2) if halved else (width, height)


def read_values(content: bytes, at: int, into: Tensor) -> int:
    """Reads one frequency's coefficients of all blocks into an int16 tensor of zeros; returns where the next begins."""
    gap_count, value_count, *lengths = torch.frombuffer(
        bytearray(content[at : at + 20]), dtype=torch.int32
    ).tolist()
    at += 20
    streams = []
    for length, count in zip(lengths, (gap_count, value_count, value_count)):
        raw = bytearray(zlib.decompress(content[at : at + length]))
        streams.append(torch.frombuffer(raw, dtype=torch.uint8).long() if count > 0 else torch.zeros(0).long())
        at += length
    gaps, low, high = streams
    if value_count == 0:
        return at
    long = gaps == LONG_GAP
    places = torch.cumsum(torch.where(long, gaps, gaps + 1), 0)[~long] - 1
    folded = low + 256 * high
    into[places] = torch.where(folded % 2 == 1, (folded + 1) // 2, -(folded // 2)).short()
    return at


def to_plane(blocks: Tensor, width: int, height: int) -> Tensor:
    """Blocks [count, 8, 8], row by row, as one plane [height, width]."""
    down, across = math.ceil(height / BLOCK), math.ceil(width / BLOCK)
    plane = blocks.view(down, across, BLOCK, BLOCK).permute(0, 2, 1, 3).reshape(down * BLOCK, across * BLOCK)
    return plane[:height, :width]


def join_planes(planes: Sequence[Tensor], width: int, height: int) -> Tensor:
    """Brightness, colour differences at half the size and perhaps alpha, to [channels, height, width]."""
    brightness, alpha = planes[0], list(planes[3:])
    blue, red = (
        torch.nn.functional.interpolate(plane[None, None], scale_factor=2.0, mode="bilinear", align_corners=False)[
            0, 0, :height, :width
        ]
        for plane in planes[1:3]
    )
    color = [brightness + 1.402 * red, brightness - 0.344 * blue - 0.714 * red, brightness + 1.772 * blue]
    return torch.stack([*color, *alpha])


def repeat_edges(image: Tensor, height: int, width: int) -> Tensor:
    """[channels, h, w] widened to [channels, height, width] by repeating its last row and column."""
    rows = torch.arange(height, device=image.device).clamp(max=image.shape[1] - 1)
    columns = torch.arange(width, device=image.device).clamp(max=image.shape[2] - 1)
    return image[:, rows][:, :, columns]

"""What a camera does to images [n, 3, S, S], float 0..255: blur, motion, few pixels, noise, compression
(`training/imaging/sensor.ts`, `compression.ts`)."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from ..image_store import cosines
from .draw import send

LONGEST_MOTION = 11
MOST_LOW_PIXELS = 128
"""Side of the grid that images of fewer pixels are computed on."""


def padded(images: Tensor, reach: int) -> Tensor:
    return F.pad(images, (reach, reach, reach, reach), mode="replicate")


def blur(images: Tensor, radius: int) -> Tensor:
    """Two passes of a box filter; beyond the border the edge repeats."""
    for _ in range(2):
        images = F.avg_pool2d(padded(images, radius), 2 * radius + 1, stride=1)
    return images


def motion_kernels(length: Tensor, angle: Tensor) -> Tensor:
    """[n, 11, 11]: straight lines of so many pixels (3 to 11) at an angle, in the processor's memory."""
    count = length.round().clamp(2, LONGEST_MOTION)
    steps = torch.arange(LONGEST_MOTION).float()[None]
    along = steps - (count[:, None] - 1) / 2
    x = (along * torch.cos(angle)[:, None]).round().long() + LONGEST_MOTION // 2
    y = (along * torch.sin(angle)[:, None]).round().long() + LONGEST_MOTION // 2
    share = (steps < count[:, None]) / count[:, None]
    kernels = torch.zeros(len(length), LONGEST_MOTION**2)
    place = y.clamp(0, LONGEST_MOTION - 1) * LONGEST_MOTION + x.clamp(0, LONGEST_MOTION - 1)
    return kernels.scatter_add(1, place, share).view(-1, LONGEST_MOTION, LONGEST_MOTION)


def smear(images: Tensor, kernels: Tensor) -> Tensor:
    """Each image filtered with its own kernel, [n, k, k] in the processor's memory."""
    n, channels, height, width = images.shape
    reach = kernels.shape[1] // 2
    weight = send(kernels, images.device).repeat_interleave(channels, 0)[:, None]
    flat = padded(images, reach).reshape(1, n * channels, height + 2 * reach, width + 2 * reach)
    return F.conv2d(flat, weight, groups=n * channels).view(n, channels, height, width)


def shrinking(pixels: Tensor, size: int) -> Tensor:
    """[n, 128, size]: rows that average the pixels falling into each of `pixels` bins; rows beyond repeat the last."""
    bins = torch.floor(torch.arange(size, device=pixels.device)[None] * pixels[:, None] / size).long()
    rows = torch.arange(MOST_LOW_PIXELS, device=pixels.device)[None].minimum(pixels[:, None].long() - 1)
    member = (bins[:, None, :] == rows[:, :, None]).float()
    return member / member.sum(2, keepdim=True)


def enlarging(pixels: Tensor, size: int) -> Tensor:
    """[n, size, 128]: rows that interpolate between `pixels` values bilinearly, edges repeated."""
    last = pixels[:, None] - 1
    at = ((torch.arange(size, device=pixels.device)[None] + 0.5) * pixels[:, None] / size - 0.5).clamp(min=0).minimum(last)
    low = at.floor()
    high = (low + 1).minimum(last)
    share = at - low
    columns = torch.arange(MOST_LOW_PIXELS, device=pixels.device)[None, None]
    lower = (columns == low[:, :, None]) * (1 - share[:, :, None])
    return (lower + (columns == high[:, :, None]) * share[:, :, None]).float()


def noise(images: Tensor, deviation: Tensor, coloured: Tensor) -> Tensor:
    """Adds normal noise; `coloured` 1 where it differs between channels, 0 where it is grey. Both [n, 1, 1, 1]."""
    own = torch.randn_like(images)
    grain = torch.where(coloured > 0.5, own, own[:, :1].expand_as(own))
    return (images + deviation * grain).clamp(0, 255)


def quantisation(table: Tensor, quality: Tensor) -> Tensor:
    """[n, 8, 8]: the steps of a table [64] at qualities [n] from 1 to 100."""
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality)
    return torch.floor((table[None] * scale[:, None] + 50) / 100).clamp(1, 255).view(-1, 8, 8)


def compress(images: Tensor, quality: Tensor, luma: Tensor, chroma: Tensor) -> Tensor:
    """The marks of JPEG: 8 × 8 cosine blocks, quantised. S is a multiple of 16; quality [n] in the processor's memory."""
    red, green, blue = images.unbind(1)
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    differences = torch.stack([0.564 * (blue - brightness), 0.713 * (red - brightness)], 1)
    brightness = quantise(brightness[:, None] - 128, send(quantisation(luma, quality), images.device))[:, 0] + 128
    small = quantise(F.avg_pool2d(differences, 2), send(quantisation(chroma, quality), images.device))
    cb, cr = F.interpolate(small, scale_factor=2.0, mode="nearest").unbind(1)
    joined = [brightness + 1.402 * cr, brightness - 0.344 * cb - 0.714 * cr, brightness + 1.772 * cb]
    return torch.stack(joined, 1).clamp(0, 255)


def quantise(planes: Tensor, steps: Tensor) -> Tensor:
    """Planes [n, c, S, S] with every 8 × 8 block rounded to steps [n, 8, 8]."""
    n, c, size, _ = planes.shape
    basis = cosines(planes.device)
    blocks = planes.view(n, c, size // 8, 8, size // 8, 8).permute(0, 1, 2, 4, 3, 5)
    step = steps[:, None, None, None]
    rounded = torch.floor((basis @ blocks @ basis.t()) / step + 0.5) * step
    back = basis.t() @ rounded @ basis
    return back.permute(0, 1, 2, 4, 3, 5).reshape(n, c, size, size)


def low_pixels(uniform: Tensor) -> Tensor:
    """Sides of 40 to 128 pixels, log-uniform, from uniform numbers."""
    return torch.round(40 * torch.exp(uniform * math.log(MOST_LOW_PIXELS / 40)))

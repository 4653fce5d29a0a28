"""Other light on images [n, 3, 256, 256], float 0..255: the operations of `training/imaging/tone.ts`.

Parameters are one number an image, [n, 1, 1, 1].
"""

from __future__ import annotations

import torch
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)


def byte_range(images: Tensor) -> Tensor:
    return images.clamp(0, 255)


def tone(images: Tensor, gain: Tensor, contrast: Tensor, gamma: Tensor) -> Tensor:
    """Contrast around mid-grey, then gamma, then brightness."""
    stretched = byte_range((images - 128) * contrast + 128) / 255
    return byte_range(255 * gain * stretched**gamma)


def grey(images: Tensor, shares: tuple[float, float, float] = LUMA) -> Tensor:
    """The same grey in all three channels, from these shares of red, green and blue."""
    red, green, blue = images.split(1, dim=1)
    return byte_range(shares[0] * red + shares[1] * green + shares[2] * blue).expand_as(images)


def saturate(images: Tensor, amount: Tensor) -> Tensor:
    """Towards grey (amount < 1) or away from it."""
    level = grey(images)
    return byte_range(level + amount * (images - level))


def centred(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Pixel places from the middle of a square, x [1, 1, 1, size] and y [1, 1, size, 1]."""
    along = torch.arange(size, device=device, dtype=torch.float32) - (size - 1) / 2
    return along.view(1, 1, 1, -1), along.view(1, 1, -1, 1)


def side_light(
    images: Tensor, angle: Tensor, edge: Tensor, softness: Tensor, dark: Tensor, bright: Tensor
) -> Tensor:
    """Light from one side: a gain from `dark` to `bright` along a direction; what passes 255 is blown out."""
    size = images.shape[3]
    x, y = centred(size, images.device)
    along = (x * torch.cos(angle) + y * torch.sin(angle)) * (2 / size)
    t = ((along - edge + softness) / (2 * softness)).clamp(0, 1)
    return byte_range(images * (dark + (bright - dark) * t * t * (3 - 2 * t)))


def lamp(images: Tensor, x: Tensor, y: Tensor, deviation: Tensor, peak: Tensor, floor: Tensor) -> Tensor:
    """A lamp near the camera: `peak` at a point, given in shares of the size, falling as a Gaussian to `floor`."""
    size = images.shape[3]
    along = torch.arange(size, device=images.device, dtype=torch.float32) / size
    far = (along.view(1, 1, 1, -1) - x) ** 2 + (along.view(1, 1, -1, 1) - y) ** 2
    return byte_range(images * (floor + (peak - floor) * torch.exp(-far / (2 * deviation**2))))


def soft_discs(images: Tensor, x: Tensor, y: Tensor, radius: Tensor, value: Tensor, strength: Tensor) -> Tensor:
    """Blends a soft disc of one grey value into each image; a strength of 0 leaves it as it is."""
    along = torch.arange(images.shape[3], device=images.device, dtype=torch.float32)
    far = torch.sqrt((along.view(1, 1, 1, -1) - x) ** 2 + (along.view(1, 1, -1, 1) - y) ** 2)
    share = (radius + 1 - far).clamp(0, 1) * strength
    return images * (1 - share) + value * share

"""Random numbers for a batch. They are drawn in the processor's memory, so that what happens to which image is known
without waiting for the card; only what the images themselves need is sent there."""

from __future__ import annotations

import torch
from torch import Tensor


class Draw:
    """A seeded source of vectors of random numbers."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def uniform(self, *shape: int) -> Tensor:
        """Uniform in [0, 1)."""
        return torch.rand(shape, generator=self.generator)

    def between(self, low: float | Tensor, high: float | Tensor, count: int) -> Tensor:
        return low + (high - low) * self.uniform(count)

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self.generator)

    def chance(self, probability: float, count: int) -> Tensor:
        """True with this probability."""
        return self.uniform(count) < probability

    def below(self, limit: int, *shape: int) -> Tensor:
        """Whole numbers in [0, limit)."""
        return torch.randint(limit, shape, generator=self.generator)

    def choice(self, weights: Tensor, count: int) -> Tensor:
        """Places in `weights`, each as often as its weight says."""
        return torch.multinomial(weights, count, replacement=True, generator=self.generator)


def send(values: Tensor, device: torch.device) -> Tensor:
    """Copies to the device without waiting for it."""
    if device.type != "cuda":
        return values.to(device)
    return values.contiguous().pin_memory().to(device, non_blocking=True)


def picked(happens: Tensor) -> Tensor:
    """The places [n] where a vector of truths [N] is true."""
    return torch.nonzero(happens)[:, 0]


def spread(values: Tensor, device: torch.device) -> Tensor:
    """One number an image, [n], as [n, 1, 1, 1] on the device."""
    return send(values.float(), device).view(-1, 1, 1, 1)

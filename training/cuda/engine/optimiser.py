"""AdamW with a moving average of the weights, clipping against the run's own typical gradient, and schedules.

The same rules as `training/fit` (adam.ts, fit.ts, schedule.ts). All state is a few flat vectors, so an update is a
handful of operations over one array whatever the number of layers, and none of them waits for the card.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .parameters import ParameterTable

SMOOTHING = 0.02
"""How quickly the typical gradient norm and the reported means follow."""


@dataclass(frozen=True)
class AdamOptions:
    beta1: float = 0.9
    beta2: float = 0.99
    epsilon: float = 1e-8
    weight_decay: float = 1e-4
    average_decay: float = 0.998


@dataclass(frozen=True)
class Schedule:
    """The learning rate over a run; see schedule.ts for the shapes."""

    peak: float
    warmup: int
    steps: int
    shape: str
    decay_share: float = 0.3

    def rate(self, step: int, done: float | None = None) -> float:
        """The rate at a step counted from 0.

        `done` is the share of the run that is over, for runs that end by the clock; by default step / steps.
        """
        if step < self.warmup:
            return self.peak * (step + 1) / self.warmup
        share = step / self.steps if done is None else max(done, step / self.steps)
        if self.shape == "cosine":
            start = self.warmup / self.steps
            over = min(1.0, max(0.0, (share - start) / max(1e-9, 1 - start)))
            return self.peak * (1 + math.cos(math.pi * over)) / 2
        start = 1 - self.decay_share
        if share < start:
            return self.peak
        return self.peak * (1 - math.sqrt(min(1.0, (share - start) / self.decay_share)))


class Optimiser:
    """Weights, both moments and the weights' average, each a flat vector [length]."""

    def __init__(self, table: ParameterTable, weights: Tensor, options: AdamOptions, clip_factor: float) -> None:
        self.options = options
        self.clip_factor = clip_factor
        self.step = 0
        self.weights = weights.clone()
        self.first_moment = torch.zeros_like(weights)
        self.second_moment = torch.zeros_like(weights)
        self.average = weights.clone()
        self.typical_norm = torch.zeros((), device=weights.device)
        self.decays = table.decay_mask().to(weights.device)

    @torch.no_grad()
    def update(self, gradient: Tensor, rate: float) -> Tensor:
        """Applies one gradient [length]; returns its norm before clipping, a tensor without dimensions."""
        o = self.options
        norm = torch.linalg.vector_norm(gradient)
        fresh = self.typical_norm == 0
        limit = torch.where(fresh, norm, self.clip_factor * self.typical_norm)
        follow_norm = torch.where(fresh, torch.ones_like(norm), torch.full_like(norm, SMOOTHING))
        scaled = gradient * torch.clamp(limit / torch.clamp(norm, min=1e-12), max=1.0)
        self.typical_norm += follow_norm * (torch.minimum(norm, limit) - self.typical_norm)
        self.step += 1
        t = self.step
        self.first_moment.mul_(o.beta1).add_(scaled, alpha=1 - o.beta1)
        self.second_moment.mul_(o.beta2).addcmul_(scaled, scaled, value=1 - o.beta2)
        self.weights.addcmul_(self.weights, self.decays, value=-rate * o.weight_decay)
        size = rate * math.sqrt(1 - o.beta2**t) / (1 - o.beta1**t)
        self.weights.addcdiv_(self.first_moment, self.second_moment.sqrt().add_(o.epsilon), value=-size)
        self.average.lerp_(self.weights, 1 - min(o.average_decay, (1 + t) / (10 + t)))
        return norm

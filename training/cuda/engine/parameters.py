"""All weights of a network as one flat vector, laid out as in Vigil's checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, Sequence

import torch
from torch import Tensor


@dataclass(frozen=True)
class Parameter:
    """One weight tensor; weight decay applies to it where `decays`."""

    name: str
    shape: tuple[int, ...]
    decays: bool

    @property
    def length(self) -> int:
        return prod(self.shape)


class ParameterTable:
    """Where each weight lies in the flat vector: one after the other, in the order of the network's definition."""

    def __init__(self, entries: Sequence[dict[str, Any]]) -> None:
        self.entries = [Parameter(each["name"], tuple(each["shape"]), bool(each["decays"])) for each in entries]
        self.length = sum(each.length for each in self.entries)

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.entries]

    def views(self, flat: Tensor) -> dict[str, Tensor]:
        """The weights by name as views of the flat vector [length]; gradients flow back into it as one piece."""
        parts = torch.split(flat, [each.length for each in self.entries])
        return {each.name: part.view(each.shape) for each, part in zip(self.entries, parts)}

    def flatten(self, weights: dict[str, Tensor]) -> Tensor:
        """The flat vector [length] of weights by name. Raises `ValueError` where one is missing or of another size."""
        for each in self.entries:
            if each.name not in weights or weights[each.name].numel() != each.length:
                raise ValueError(f"The weight {each.name} of shape {each.shape} is missing or has another size.")
        return torch.cat([weights[each.name].reshape(-1).float() for each in self.entries])

    def decay_mask(self) -> Tensor:
        """[length]: 1 where weight decay applies, else 0."""
        return torch.cat([torch.full((each.length,), float(each.decays)) for each in self.entries])

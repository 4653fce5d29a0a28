"""Judging weights during a run: on the very windows that TypeScript's training validates on, or by the loss of views
that were held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from . import heatmaps
from .network import Network
from .pack import Pack
from .sources import Feeds, stored_views

FAILURE_PERCENT = 10
JAW_END = 17


@dataclass(frozen=True)
class Judgement:
    """`score` is better when lower; `figures` go into the curves."""

    score: float
    figures: dict[str, float]


class Validator(Protocol):
    def judge(self, flat: Tensor) -> Judgement: ...


class LandmarkValidator:
    """Mean error of the landmarks in percent of the distance between the eyes' outer corners, and how well hidden
    landmarks are told from visible ones (validate.ts, landmarkMetrics.ts, occlusionMetrics.ts)."""

    def __init__(self, pack: Pack, device: torch.device) -> None:
        self.pack = pack
        self.network = Network(pack.template, pack.table.names).to(device)
        self.sets = {name: read_windows(pack, name, device) for name in ("validation", "marked") if name in pack["images"]}
        # Group normalisation fixes the number of images in its shapes.
        fixed = any(operation.__qualname__.startswith("reshape") for operation, _, _ in self.network.steps)
        self.batch = 1 if fixed else 50

    @torch.no_grad()
    def judge(self, flat: Tensor) -> Judgement:
        weights = self.pack.table.views(flat)
        judged = judge_landmarks(*self.find(self.sets["validation"], weights))
        if "marked" not in self.sets:
            return judged
        return Judgement(judged.score, {**judged.figures, **judge_marked(*self.find(self.sets["marked"], weights))})

    def find(self, windows: Windows, weights: Feeds) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Landmarks found [N, 68, 2] and their signed peaks [N, 68], and the true landmarks and flags."""
        places, peaks = [], []
        for images in torch.split(windows.images, self.batch):
            found = heatmaps.decode(self.network({"image": images, **weights})[self.pack["answer"]])
            places.append(found[0])
            peaks.append(found[1])
        return torch.cat(places), torch.cat(peaks), windows.landmarks, windows.occluded


@dataclass(frozen=True)
class Windows:
    """Fixed face windows: images uint8 [N, 256, 256, 3], landmarks [N, 68, 2], occluded [N, 68]."""

    images: Tensor
    landmarks: Tensor
    occluded: Tensor


def read_windows(pack: Pack, name: str, device: torch.device) -> Windows:
    return Windows(
        pack.images(name, device).permute(0, 2, 3, 1).contiguous(),
        pack.array(f"{name}.landmarks").to(device),
        pack.array(f"{name}.occluded").to(device).bool(),
    )


def judge_marked(found: Tensor, peaks: Tensor, landmarks: Tensor, occluded: Tensor) -> dict[str, float]:
    """How well hidden landmarks are told where people marked them, inside the face and along the jaw."""
    figures = {}
    for name, part in (("markedInner", slice(JAW_END, None)), ("markedJaw", slice(0, JAW_END))):
        precision, recall = precision_recall(-peaks[:, part].flatten(), occluded[:, part].flatten())
        figures[name] = average_precision(precision, recall)
    return figures


def judge_landmarks(found: Tensor, peaks: Tensor, landmarks: Tensor, occluded: Tensor) -> Judgement:
    """Figures of landmarks found [N, 68, 2] with signed peaks [N, 68] against true ones and their flags."""
    between_eyes = (landmarks[:, 36] - landmarks[:, 45]).norm(dim=1)
    errors = 100 * (found - landmarks).norm(dim=2) / between_eyes[:, None]
    faces = errors.mean(1)
    precision, recall = precision_recall(-peaks.flatten(), occluded.flatten())
    reached = recall[precision >= 0.8]
    return Judgement(
        float(faces.mean()),
        {
            "medianPercent": float(faces.median()),
            "visiblePercent": float(errors[~occluded].mean()),
            "occludedPercent": float(errors[occluded].mean()),
            "failurePercent": float(100 * (faces > FAILURE_PERCENT).float().mean()),
            "occlusionAveragePrecision": average_precision(precision, recall),
            "occlusionRecallAt80": float(reached.max()) if len(reached) > 0 else 0.0,
        },
    )


def precision_recall(scores: Tensor, positive: Tensor) -> tuple[Tensor, Tensor]:
    """Precision and recall at each score, from the highest down."""
    ranked = positive[torch.argsort(scores, descending=True)].double()
    right = torch.cumsum(ranked, 0)
    among = torch.arange(1, len(ranked) + 1, device=ranked.device)
    return right / among, right / right[-1].clamp(min=1)


def average_precision(precision: Tensor, recall: Tensor) -> float:
    steps = torch.diff(torch.cat([torch.zeros_like(recall[:1]), recall]))
    return float((steps * precision).sum())


class LossValidator:
    """The loss of views that were held out."""

    def __init__(self, pack: Pack, device: torch.device) -> None:
        self.pack = pack
        self.network = Network(pack.folder / "training.onnx", pack.table.names).to(device)
        self.views = stored_views(pack, "validation/", device)
        self.batch = next(shape[0] for name, shape in self.network.inputs.items() if name in self.views)

    @torch.no_grad()
    def judge(self, flat: Tensor) -> Judgement:
        weights = self.pack.table.views(flat)
        count = len(next(iter(self.views.values())))
        losses = []
        # The loss is made for whole batches; what is left over is not judged.
        for first in range(0, max(1, count - self.batch + 1), self.batch):
            at = torch.arange(first, first + self.batch) % count
            feeds: Feeds = {name: values[at.to(values.device)] for name, values in self.views.items()}
            losses.append(float(self.network({**feeds, **weights})["loss"]))
        return Judgement(sum(losses) / len(losses), {})


def open_validator(pack: Pack, device: torch.device) -> Validator:
    return LandmarkValidator(pack, device) if pack["task"] == "landmarks" else LossValidator(pack, device)

"""Where batches come from: faces augmented on the device, or finished views that the pack holds."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from . import heatmaps
from .augment import Augmented, augment
from .augment.draw import Draw, send
from .augment.occluders import Occluders
from .augment.photometric import Quantisation
from .network import Network, half_precision
from .pack import Pack

Feeds = dict[str, Tensor]


class Source(Protocol):
    """Makes the inputs of the training model, on the device."""

    def next(self) -> Feeds: ...


class Order:
    """An endless order of samples: epochs that hold each as often as its repeat says, shuffled."""

    def __init__(self, repeats: Tensor, draw: Draw) -> None:
        self.all = torch.repeat_interleave(torch.arange(len(repeats)), repeats.long())
        self.draw = draw
        self.left = self.all[:0]

    def take(self, count: int) -> Tensor:
        while len(self.left) < count:
            epoch = self.all[torch.randperm(len(self.all), generator=self.draw.generator)]
            self.left = torch.cat([self.left, epoch])
        taken, self.left = self.left[:count], self.left[count:]
        return taken


class FaceSource:
    """Face windows and heat maps for the landmark network."""

    def __init__(
        self,
        pack: Pack,
        inputs: dict[str, list[int]],
        device: torch.device,
        seed: int,
        teacher: Path | None = None,
        half: bool = False,
    ) -> None:
        """`inputs` are those of the training model. Raises `ValueError` when it wants what cannot be made here."""
        unknown = [name for name in inputs if name not in ("image", "target", "known", "teacher")]
        if unknown:
            raise ValueError(f"The training model has inputs that this engine cannot make: {', '.join(unknown)}.")
        self.inputs = inputs
        self.batch = inputs["image"][0]
        self.device = device
        self.draw = Draw(seed)
        self.faces = pack.images("faces", device)
        self.points = pack.array("landmarks")
        self.states = pack.array("states")
        self.frames = pack.array("frames")
        self.flip = torch.tensor(pack["flip"])
        self.options = pack["augment"]
        self.tables = Quantisation(*(torch.tensor(pack["quantisation"][name]).float() for name in ("luma", "chroma")))
        self.order = Order(pack.array("repeats"), self.draw)
        self.occluders = None
        if pack["images"]["sprites"]["count"] > 0:
            self.occluders = Occluders(
                pack.images("sprites", device), pack.array("sprites.landmarks"), pack.array("sprites.kinds"), pack["occluders"]
            )
        self.half = half
        self.teacher: Network | None = None
        if "teacher" in inputs:
            if teacher is None or not teacher.exists():
                raise ValueError(f"The recipe wants a teacher, and {teacher} is not there; --teacher names one.")
            self.teacher = Network(teacher).to(device)

    def augmented(self, count: int) -> Augmented:
        """The next windows."""
        at = self.order.take(count)
        return augment(
            self.faces[send(at, self.device)],
            self.points[at],
            self.states[at],
            self.frames[at],
            self.flip,
            self.options,
            self.occluders,
            self.tables,
            self.draw,
        )

    @torch.no_grad()
    def next(self) -> Feeds:
        windows = self.augmented(self.batch)
        feeds = {"image": windows.images, "target": heatmaps.encode(windows.landmarks, windows.occluded)}
        if "known" in self.inputs:
            shape = [self.batch, *self.inputs["known"][1:]]
            feeds["known"] = (~windows.unknown).float()[:, :, None, None].expand(shape).contiguous()
        if self.teacher is not None:
            with half_precision(self.device, self.half):
                feeds["teacher"] = self.teacher({"image": windows.images})["heatmaps"].float()
        return feeds


class StoredSource:
    """Views that TypeScript composed and augmented, shuffled and mirrored anew."""

    def __init__(self, pack: Pack, inputs: dict[str, list[int]], device: torch.device, seed: int) -> None:
        self.batch = next(iter(inputs.values()))[0]
        self.draw = Draw(seed)
        self.device = device
        self.views = stored_views(pack, "train/", device)
        self.mirror: dict[str, dict] = pack.description.get("mirror", {})
        count = len(next(iter(self.views.values())))
        self.order = Order(torch.ones(count), self.draw)

    @torch.no_grad()
    def next(self) -> Feeds:
        at = send(self.order.take(self.batch), self.device)
        turned = send(self.draw.chance(0.5, self.batch), self.device)
        return {name: self.mirrored(name, values[at], turned) for name, values in self.views.items()}

    def mirrored(self, name: str, values: Tensor, turned: Tensor) -> Tensor:
        """Values [B, …] of one input, mirrored left to right where `turned` [B]."""
        rule = self.mirror.get(name)
        if rule is None:
            return values
        flipped = values.flip(rule["axis"])
        if "channels" in rule:
            flipped = flipped[:, rule["channels"]]
        return torch.where(turned.view(-1, 1, 1, 1), flipped, values)


def stored_views(pack: Pack, prefix: str, device: torch.device) -> Feeds:
    """The views under a prefix by input; images as the networks take them, [N, height, width, channels]."""
    views: Feeds = {}
    for name in pack.names(prefix):
        if prefix + name in pack["images"]:
            views[name] = pack.images(prefix + name, device).permute(0, 2, 3, 1).contiguous()
        else:
            views[name] = pack.array(prefix + name).to(device)
    return views


def open_source(pack: Pack, device: torch.device, seed: int, teacher: Path | None = None, half: bool = False) -> Source:
    """The source of a pack's batches; `teacher` replaces the pack's own, and runs in bfloat16 where `half`."""
    network = Network(pack.folder / "training.onnx", pack.table.names)
    inputs = {name: shape for name, shape in network.inputs.items() if name not in set(pack.table.names)}
    if pack["task"] != "landmarks":
        return StoredSource(pack, inputs, device, seed)
    return FaceSource(pack, inputs, device, seed, teacher or pack.folder / "teacher.onnx", half)


def augmented_windows(folder: Path, count: int, seed: int) -> Augmented:
    """So many augmented windows of a landmark pack, on the processor: for looking at and for tests."""
    source = open_source(Pack(folder), torch.device("cpu"), seed)
    assert isinstance(source, FaceSource)
    parts = [source.augmented(min(32, count - start)) for start in range(0, count, 32)]
    return Augmented(*(torch.cat([getattr(part, name) for part in parts]) for name in Augmented.__dataclass_fields__))

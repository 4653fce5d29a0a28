"""Reading a pack: its description, arrays and images (see `training/cuda/pack.ts`)."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .image_store import decode_images
from .optimiser import AdamOptions, Schedule
from .parameters import ParameterTable

TYPES = {"float32": torch.float32, "uint8": torch.uint8, "int32": torch.int32}


class Pack:
    """A folder that `vigil pack` wrote."""

    def __init__(self, folder: Path) -> None:
        """Raises `ValueError` when the folder holds no pack of this version."""
        self.folder = folder
        self.description: dict[str, Any] = json.loads((folder / "pack.json").read_text())
        if self.description.get("format") != "vigil-pack" or self.description.get("version") != 1:
            raise ValueError(f"{folder} is not a pack of this version.")
        self.content = (folder / self.description.get("shared", ".") / "data.bin").read_bytes()
        self.table = ParameterTable(self.description["parameters"])

    @property
    def template(self) -> Path:
        """The model file that ships, with the weights to start from."""
        return self.folder / "network.onnx.zlib"

    def __getitem__(self, name: str) -> Any:
        return self.description[name]

    @property
    def schedule(self) -> Schedule:
        s = self["schedule"]
        return Schedule(s["peak"], s["warmup"], s["steps"], s["shape"], s.get("decayShare", 0.3))

    @property
    def adam(self) -> AdamOptions:
        a = self["adam"]
        return AdamOptions(a["beta1"], a["beta2"], a["epsilon"], a["weightDecay"], a["averageDecay"])

    def fresh_weights(self) -> Tensor | None:
        """A flat vector of starting weights drawn at random; None where the pack holds trained ones."""
        parameters = self["parameters"]
        if "deviation" not in parameters[0]:
            return None
        lengths = [parameter.length for parameter in self.table.entries]
        parts = [p["mean"] + p["deviation"] * torch.randn(length) for p, length in zip(parameters, lengths)]
        return torch.cat(parts)

    def names(self, prefix: str) -> list[str]:
        """Names of arrays and images that begin with a prefix, without it."""
        names = [*self["arrays"], *self["images"]]
        return [name[len(prefix) :] for name in names if name.startswith(prefix) and not name.endswith(".sizes")]

    def array(self, name: str) -> Tensor:
        """One array, in the processor's memory."""
        entry = self["arrays"][name]
        raw = bytearray(zlib.decompress(self.content[entry["offset"] : entry["offset"] + entry["bytes"]]))
        if not raw:
            return torch.zeros(entry["shape"], dtype=TYPES[entry["type"]])
        return torch.frombuffer(raw, dtype=TYPES[entry["type"]]).view(entry["shape"])

    def images(self, name: str, device: torch.device) -> Tensor:
        """All images of one kind on a device: uint8 [count, channels, height, width]; smaller ones repeat their edge."""
        entry = self["images"][name]
        sizes = self.array(entry["sizes"]).tolist()
        height, width = entry["canvas"]
        into = torch.empty((entry["count"], entry["channels"], height, width), dtype=torch.uint8, device=device)
        first = 0
        for block in entry["blocks"]:
            content = self.content[block["offset"] : block["offset"] + block["bytes"]]
            last = first + block["count"]
            decode_images(content, [tuple(size) for size in sizes[first:last]], entry["steps"], into[first:last])
            first = last
        return into

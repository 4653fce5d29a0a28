"""Vigil's own files: checkpoints as `training/fit/checkpoint.ts` writes them, and weights inside a model file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .network import HALF_SUFFIX, load_model
from .optimiser import Optimiser
from .parameters import ParameterTable

ARRAYS = ("weights", "first_moment", "second_moment", "average")


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that a crash leaves the old one or the new one, never half of one."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)


def save_checkpoint(path: Path, table: ParameterTable, optimiser: Optimiser, best: float | None) -> None:
    """A line of JSON, padded to a multiple of 4 bytes and preceded by its length, then four float32 arrays."""
    header = {
        "format": "vigil-checkpoint",
        "version": 1,
        "step": optimiser.step,
        "typicalNorm": float(optimiser.typical_norm),
        "best": best,
        "parameters": [{"name": p.name, "shape": list(p.shape), "length": p.length} for p in table.entries],
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    arrays = [getattr(optimiser, name).detach().float().cpu().contiguous().numpy().tobytes() for name in ARRAYS]
    write_whole(path, len(text).to_bytes(4, "little") + text + b"".join(arrays))


def load_checkpoint(path: Path, table: ParameterTable, optimiser: Optimiser) -> float | None:
    """Restores an optimiser; returns the best validation figure so far.

    Raises `ValueError` when the file is no checkpoint, is truncated or belongs to another network.
    """
    content = path.read_bytes()
    length = int.from_bytes(content[:4], "little")
    try:
        header = json.loads(content[4 : 4 + length])
    except ValueError as cause:
        raise ValueError(f"Cannot resume from {path}: it is not a checkpoint.") from cause
    if header.get("format") != "vigil-checkpoint" or header.get("version") != 1:
        raise ValueError(f"Cannot resume from {path}: it is not a checkpoint of this version.")
    shapes = [(each["name"], tuple(each["shape"])) for each in header["parameters"]]
    if shapes != [(each.name, each.shape) for each in table.entries]:
        raise ValueError(f"Cannot resume from {path}: it belongs to a network of another configuration.")
    if len(content) != 4 + length + len(ARRAYS) * table.length * 4:
        raise ValueError(f"Cannot resume from {path}: the file is truncated.")
    for index, name in enumerate(ARRAYS):
        start = 4 + length + index * table.length * 4
        numbers = torch.frombuffer(bytearray(content[start : start + table.length * 4]), dtype=torch.float32)
        getattr(optimiser, name).copy_(numbers)
    optimiser.step = int(header["step"])
    optimiser.typical_norm.fill_(float(header["typicalNorm"]))
    best = header["best"]
    return None if best is None else float(best)


def read_weights(path: Path) -> dict[str, Tensor]:
    """The weights that a model file holds, widened to float32, by parameter name."""
    weights: dict[str, Tensor] = {}
    for each in load_model(path).graph.initializer:
        if each.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16):
            values = torch.from_numpy(numpy_helper.to_array(each).copy()).float()
            weights[each.name.removesuffix(HALF_SUFFIX)] = values
    return weights


def write_model(template: Path, path: Path, table: ParameterTable, flat: Tensor) -> None:
    """Writes the model file `template` anew with the weights of a flat vector [length], in its own precision."""
    model = load_model(template)
    weights = {name: value.detach().float().cpu() for name, value in table.views(flat).items()}
    for each in model.graph.initializer:
        value = weights.get(each.name.removesuffix(HALF_SUFFIX))
        if value is None:
            continue
        half = each.data_type == onnx.TensorProto.FLOAT16
        each.raw_data = (value.half() if half else value).contiguous().numpy().tobytes()
    write_whole(path, model.SerializeToString())

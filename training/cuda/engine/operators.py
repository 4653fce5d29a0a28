"""The ONNX operators that Vigil's graphs use, as functions of PyTorch tensors.

An operator is a function from a node to an operation. Attributes and constant inputs (shapes, axes, scales) are read
once, when the model is loaded; an operation then takes tensors only, so nothing waits for the card.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

Operation = Callable[..., Any]


@dataclass(frozen=True)
class Node:
    """One ONNX node; `constants` holds the inputs whose contents are part of the model, by position."""

    operator: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    attributes: Mapping[str, Any]
    constants: Mapping[int, Tensor]

    def numbers(self, position: int) -> list[Any]:
        """The contents of a constant input as Python numbers."""
        if position not in self.constants:
            raise ValueError(f"Input {position} of {self.operator} ({self.outputs[0]}) must be a constant.")
        return self.constants[position].reshape(-1).tolist()

    def number(self, position: int) -> float | None:
        """A constant input that holds one number; None where it is left out."""
        if position >= len(self.inputs) or self.inputs[position] == "":
            return None
        return self.numbers(position)[0]


def wide(value: Tensor) -> Tensor:
    """Half precision widened to float32: for sums and for functions that overflow or lose digits."""
    return value.float() if value.dtype in (torch.bfloat16, torch.float16) else value


def evenly(pads: Sequence[int], node: Node) -> tuple[int, int]:
    """ONNX names the padding of each side; PyTorch's layers take one number an axis."""
    top, left, bottom, right = pads
    if top != bottom or left != right:
        raise ValueError(f"{node.operator} ({node.outputs[0]}) pads unevenly: {list(pads)}.")
    return top, left


def convolution(node: Node) -> Operation:
    stride = tuple(node.attributes.get("strides", (1, 1)))
    dilation = tuple(node.attributes.get("dilations", (1, 1)))
    padding = evenly(node.attributes.get("pads", (0, 0, 0, 0)), node)
    groups = int(node.attributes.get("group", 1))

    def run(x: Tensor, kernel: Tensor, bias: Tensor | None = None) -> Tensor:
        # Matrix units of cards and processors want channels last; what follows keeps that layout.
        x = x.contiguous(memory_format=torch.channels_last)
        return F.conv2d(x, kernel, bias, stride, padding, dilation, groups)

    return run


def max_pool(node: Node) -> Operation:
    size = tuple(node.attributes["kernel_shape"])
    stride = tuple(node.attributes.get("strides", (1, 1)))
    padding = evenly(node.attributes.get("pads", (0, 0, 0, 0)), node)
    if len(node.outputs) > 1:
        raise ValueError("MaxPool's second output, the indices, is not read by this engine.")
    return lambda x: F.max_pool2d(x, size, stride, padding)


def average_pool(node: Node) -> Operation:
    size = tuple(node.attributes["kernel_shape"])
    stride = tuple(node.attributes.get("strides", (1, 1)))
    padding = evenly(node.attributes.get("pads", (0, 0, 0, 0)), node)
    counted = bool(node.attributes.get("count_include_pad", 0))
    return lambda x: F.avg_pool2d(x, size, stride, padding, count_include_pad=counted)


def resize(node: Node) -> Operation:
    """Nearest neighbours at whole-number scales; ONNX "asymmetric" and "floor" are PyTorch's own rule."""
    attributes = node.attributes
    rule = (attributes.get("mode"), attributes.get("coordinate_transformation_mode"), attributes.get("nearest_mode"))
    if rule != ("nearest", "asymmetric", "floor"):
        raise ValueError(f"Resize by {rule} is not known; only nearest, asymmetric, floor.")
    scales = node.numbers(2)
    if scales[0] != 1 or scales[1] != 1 or any(scale != int(scale) for scale in scales):
        raise ValueError(f"Resize by {scales} is not known; only whole numbers for height and width.")
    down, across = int(scales[2]), int(scales[3])

    def run(x: Tensor, *_: Tensor) -> Tensor:
        return F.interpolate(x, size=(x.shape[2] * down, x.shape[3] * across), mode="nearest")

    return run


def space_to_depth(node: Node) -> Operation:
    """[N, C, H, W] to [N, b·b·C, H / b, W / b]: the place in the block is the slower part of the channel."""
    block = int(node.attributes["blocksize"])

    def run(x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        cells = x.reshape(n, c, h // block, block, w // block, block)
        return cells.permute(0, 3, 5, 1, 2, 4).reshape(n, block * block * c, h // block, w // block)

    return run


def depth_to_space(node: Node) -> Operation:
    """The inverse of SpaceToDepth (mode DCR, the default)."""
    block = int(node.attributes["blocksize"])
    if node.attributes.get("mode", "DCR") != "DCR":
        raise ValueError("DepthToSpace is known in the mode DCR only.")

    def run(x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        rest = c // (block * block)
        cells = x.reshape(n, block, block, rest, h, w)
        return cells.permute(0, 3, 4, 1, 5, 2).reshape(n, rest, h * block, w * block)

    return run


def reduce_sum(node: Node) -> Operation:
    keep = bool(node.attributes.get("keepdims", 1))
    axes = [int(axis) for axis in node.numbers(1)] if len(node.inputs) > 1 else None

    def run(x: Tensor, *_: Tensor) -> Tensor:
        if axes is None:
            return wide(x).sum()
        return wide(x).sum(dim=axes, keepdim=keep)

    return run


def reshape(node: Node) -> Operation:
    shape = [int(size) for size in node.numbers(1)]
    return lambda x, *_: x.reshape(shape)


def expand(node: Node) -> Operation:
    shape = [int(size) for size in node.numbers(1)]
    return lambda x, *_: x.expand(torch.broadcast_shapes(tuple(x.shape), tuple(shape)))


def transpose(node: Node) -> Operation:
    order = [int(axis) for axis in node.attributes["perm"]]
    return lambda x: x.permute(order)


def concat(node: Node) -> Operation:
    axis = int(node.attributes["axis"])
    return lambda *parts: torch.cat(parts, dim=axis)


def slice_axes(node: Node) -> Operation:
    starts, ends = node.numbers(1), node.numbers(2)
    axes = node.numbers(3) if len(node.inputs) > 3 else range(len(starts))
    steps = node.numbers(4) if len(node.inputs) > 4 else [1] * len(starts)
    cuts = list(zip(axes, starts, ends, steps))

    def run(x: Tensor, *_: Tensor) -> Tensor:
        index = [slice(None)] * x.dim()
        for axis, start, end, step in cuts:
            index[int(axis)] = slice(int(start), int(end), int(step))
        return x[tuple(index)]

    return run


def clip(node: Node) -> Operation:
    low, high = node.number(1), node.number(2)
    return lambda x, *_: torch.clamp(x, low, high)


def cast(node: Node) -> Operation:
    types = {1: torch.float32, 2: torch.uint8, 6: torch.int32, 7: torch.int64, 9: torch.bool, 10: torch.float16}
    to = types[int(node.attributes["to"])]
    return lambda x: x.to(to)


def plain(function: Operation) -> Callable[[Node], Operation]:
    """An operator without attributes."""
    return lambda _: function


OPERATORS: dict[str, Callable[[Node], Operation]] = {
    "Abs": plain(torch.abs),
    "Add": plain(torch.add),
    "AveragePool": average_pool,
    "Cast": cast,
    "Clip": clip,
    "Concat": concat,
    "Conv": convolution,
    "DepthToSpace": depth_to_space,
    "Div": plain(torch.div),
    "Exp": plain(lambda x: torch.exp(wide(x))),
    "Expand": expand,
    "Identity": plain(lambda x: x),
    "Log": plain(lambda x: torch.log(wide(x))),
    "MatMul": plain(torch.matmul),
    "MaxPool": max_pool,
    "Mul": plain(torch.mul),
    "Neg": plain(torch.neg),
    "ReduceSum": reduce_sum,
    "Relu": plain(F.relu),
    "Reshape": reshape,
    "Resize": resize,
    "Sigmoid": plain(lambda x: torch.sigmoid(wide(x))),
    "Slice": slice_axes,
    "Softplus": plain(lambda x: F.softplus(wide(x))),
    "SpaceToDepth": space_to_depth,
    "Sqrt": plain(lambda x: torch.sqrt(wide(x))),
    "Sub": plain(torch.sub),
    "Transpose": transpose,
}


def operation_of(node: Node) -> Operation:
    """The operation of a node. Raises `ValueError` naming an operator that is not known."""
    operator = OPERATORS.get(node.operator)
    if operator is None:
        raise ValueError(f"The operator {node.operator} is not known to this engine; add it to operators.py.")
    return operator(node)

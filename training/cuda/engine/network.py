"""A model file (.onnx) as a function of named tensors; weights are among the inputs."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Collection
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .operators import OPERATORS, Node, Operation, operation_of

HALF_SUFFIX = ":half"
"""Ends the name of a weight that a model file stores in half precision."""


def load_model(path: Path) -> onnx.ModelProto:
    """Reads a model file, also a deflated one (.zlib)."""
    content = path.read_bytes()
    return onnx.load_from_string(zlib.decompress(content) if path.suffix == ".zlib" else content)


class Network:
    """Runs the nodes of a model in their order.

    `inputs` are the shapes of what must be fed, `outputs` the names of what comes out.
    """

    def __init__(self, path: Path, weights: Collection[str] = ()) -> None:
        """Loads a model. What is named in `weights` is fed, also where the file holds values for it.

        Raises `ValueError` naming every operator that the engine does not know.
        """
        graph = load_model(path).graph
        weights = set(weights)
        unknown = sorted({node.op_type for node in graph.node} - OPERATORS.keys())
        if unknown:
            raise ValueError(f"{path} uses operators that this engine does not know: {', '.join(unknown)}.")
        self.constants: dict[str, Tensor] = {}
        for each in graph.initializer:
            if each.name.removesuffix(HALF_SUFFIX) not in weights:
                self.constants[each.name] = torch.from_numpy(numpy_helper.to_array(each).copy())
        self.inputs = {each.name: [size.dim_value for size in each.type.tensor_type.shape.dim] for each in graph.input}
        self.outputs = [each.name for each in graph.output]
        self.steps: list[tuple[Operation, list[str], str]] = []
        for each in graph.node:
            # A weight that is fed needs no widening from the file's half precision.
            if each.output[0] in weights:
                continue
            constants = {at: self.constants[name] for at, name in enumerate(each.input) if name in self.constants}
            attributes = {each.name: attribute_value(each) for each in each.attribute}
            node = Node(each.op_type, list(each.input), list(each.output), attributes, constants)
            self.steps.append((operation_of(node), [name for name in each.input if name != ""], each.output[0]))
        self.freed = last_uses(self.steps, self.outputs)

    def to(self, device: torch.device) -> Network:
        """Moves the constants to a device; returns the network itself."""
        self.constants = {name: value.to(device) for name, value in self.constants.items()}
        return self

    def __call__(self, fed: dict[str, Tensor]) -> dict[str, Tensor]:
        """Computes all outputs from the inputs and weights, by name."""
        values = {**self.constants, **fed}
        for (operation, inputs, output), freed in zip(self.steps, self.freed):
            values[output] = operation(*[values[name] for name in inputs])
            for name in freed:
                del values[name]
        return {name: values[name] for name in self.outputs}


def attribute_value(attribute: onnx.AttributeProto) -> object:
    """An attribute's value, text as a string."""
    value = onnx.helper.get_attribute_value(attribute)
    return value.decode() if isinstance(value, bytes) else value


def last_uses(steps: list[tuple[Operation, list[str], str]], outputs: list[str]) -> list[list[str]]:
    """For each step the intermediate values that no later step reads, so that their memory can be used anew."""
    made = {output for _, _, output in steps} - set(outputs)
    seen: set[str] = set()
    freed: list[list[str]] = []
    for _, inputs, output in reversed(steps):
        freed.append([name for name in dict.fromkeys([*inputs, output]) if name in made and name not in seen])
        seen.update(inputs)
        seen.add(output)
    return freed[::-1]


def half_precision(device: torch.device, half: bool) -> contextlib.AbstractContextManager:
    """Convolutions in bfloat16, sums and losses in float32; as it is where `half` is false."""
    return torch.autocast(device.type, dtype=torch.bfloat16) if half else contextlib.nullcontext()

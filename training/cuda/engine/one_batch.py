"""Loss and gradients of one batch, for the test that compares them with those of the TypeScript graph.

    python3 -m engine.one_batch FOLDER

FOLDER holds `model.onnx`, `batch.json` (parameters and feeds with their shapes) and `batch.bin` (the weights, then the
feeds, one after the other). Writes `gradients.bin` there, float32, and prints the loss.
"""

from __future__ import annotations

import json
import sys
from math import prod
from pathlib import Path

import torch

from .network import Network
from .parameters import ParameterTable

TYPES = {"float32": torch.float32, "uint8": torch.uint8}


def main(folder: Path) -> None:
    described = json.loads((folder / "batch.json").read_text())
    content = bytearray((folder / "batch.bin").read_bytes())
    table = ParameterTable(described["parameters"])
    network = Network(folder / "model.onnx", table.names)
    flat = torch.frombuffer(content, dtype=torch.float32, count=table.length).clone().requires_grad_()
    at = table.length * 4
    fed = {}
    for each in described["feeds"]:
        count = prod(each["shape"])
        kind = TYPES[each["type"]]
        fed[each["name"]] = torch.frombuffer(content, dtype=kind, count=count, offset=at).view(each["shape"])
        at += count * fed[each["name"]].element_size()
    loss = network({**fed, **table.views(flat)})["loss"]
    (gradient,) = torch.autograd.grad(loss, flat)
    (folder / "gradients.bin").write_bytes(gradient.contiguous().numpy().tobytes())
    print(json.dumps({"loss": float(loss)}))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]))

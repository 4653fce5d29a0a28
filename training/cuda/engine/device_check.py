"""Checks without a card that no operation mixes tensors of the card with tensors of the processor.

    python3 -m engine.device_check PACK

PyTorch's device "meta" computes shapes only, and like a card refuses tensors that lie elsewhere. Augmentation,
forward pass, gradient and update of a landmark pack run on it; PyTorch 2 is needed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from . import heatmaps
from .network import Network
from .optimiser import Optimiser
from .pack import Pack
from .sources import FaceSource, open_source

BATCHES = 4


def main(folder: Path) -> None:
    pack = Pack(folder)
    meta = torch.device("meta")
    source = open_source(pack, torch.device("cpu"), 1)
    assert isinstance(source, FaceSource)
    source.device = meta
    source.faces = source.faces.to(meta)
    # Every kind of change happens to some image.
    source.options = {**source.options, "photometric": 1, "occlude": 0.9, "cut": 0.3}
    batch, source.batch = source.batch, 48
    if source.occluders is not None:
        source.occluders.sprites = source.occluders.sprites.to(meta)
    for _ in range(BATCHES):
        source.next()
    source.batch = batch
    network = Network(folder / "training.onnx", pack.table.names).to(meta)
    flat = torch.zeros(pack.table.length, device=meta)
    optimiser = Optimiser(pack.table, flat, pack.adam, pack["clipFactor"])
    weights = optimiser.weights.detach().requires_grad_()
    loss = network({**source.next(), **pack.table.views(weights)})["loss"]
    (gradient,) = torch.autograd.grad(loss, weights)
    optimiser.update(gradient, 0.001)
    heatmaps.decode(torch.zeros(2, 68, heatmaps.SIZE, heatmaps.SIZE, device=meta))
    print("no tensor lies on the wrong device")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Loss and gradients of one batch after the other, for the training loop in TypeScript (`training/cuda/torchGradients.ts`).

    python3 -m engine.gradients FOLDER THREADS PRECISION

PRECISION is `float32`, or `fastest`: bfloat16 where the processor has matrix units for it. FOLDER holds `model.onnx`, `layout.json` (the parameters, and the batch's tensors with their shapes), `batch.bin` (the weights, then the
batch's tensors, one after the other) and `gradients.bin`. Prints what it computes with. Then, for each line on standard input,
reads `batch.bin`, writes `gradients.bin` and prints the loss.
"""

from __future__ import annotations

import json
import signal
import sys
from math import prod
from pathlib import Path

import torch
from torch import Tensor

from .network import Network, half_precision
from .parameters import ParameterTable

TYPES = {"float32": torch.float32, "uint8": torch.uint8}
CPU = torch.device("cpu")


def main(folder: Path, precision: str) -> None:
    layout = json.loads((folder / "layout.json").read_text())
    table = ParameterTable(layout["parameters"])
    network = Network(folder / "model.onnx", table.names)
    content = torch.from_file(str(folder / "batch.bin"), shared=True, size=layout["bytes"], dtype=torch.uint8)
    gradients = torch.from_file(str(folder / "gradients.bin"), shared=True, size=table.length, dtype=torch.float32)
    weights = content[: table.length * 4].view(torch.float32)
    feeds: dict[str, Tensor] = {}
    at = aligned(table.length * 4)
    for each in layout["feeds"]:
        kind = TYPES[each["type"]]
        length = prod(each["shape"]) * torch.empty(0, dtype=kind).element_size()
        feeds[each["name"]] = content[at : at + length].view(kind).view(each["shape"])
        at = aligned(at + length)
    half = precision == "fastest" and has_fast_bfloat16()

    def compute() -> float:
        flat = weights.clone().requires_grad_()
        # Operations run one by one: torch.compile of PyTorch 2.13 loses the gradients of the hourglass in bfloat16.
        with half_precision(CPU, half):
            loss = network({**feeds, **table.views(flat)})["loss"]
        (gradient,) = torch.autograd.grad(loss, flat)
        gradients.copy_(gradient)
        return loss.item()

    print(json.dumps({"torch": torch.__version__, "half": half}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({"loss": compute()}), flush=True)


def aligned(length: int) -> int:
    """The next multiple of 8 bytes, where the writer lets each tensor begin."""
    return (length + 7) // 8 * 8


def has_fast_bfloat16() -> bool:
    """Whether the processor multiplies matrices of bfloat16 (Intel AMX); on others it is slower than float32."""
    known = getattr(torch.cpu, "_is_amx_tile_supported", None)
    return known is not None and known()


if __name__ == "__main__":
    # Ctrl-C in the terminal is for the training loop, which ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(int(sys.argv[2]))
    main(Path(sys.argv[1]), sys.argv[3])

"""Trains the network of this pack on a graphics card.

    python3 run.py --minutes 8 --out results

Needs Python 3.10 or newer with PyTorch and onnx. Writes into --out: best.onnx (the weights that validated best),
last.onnx, curves.csv, validation.csv, run.json and last.checkpoint, from which the same command goes on. Ctrl-C or
SIGTERM ends the run after the step in progress, with everything written.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from engine.pack import Pack
from engine.training import Options, Trainer


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains the network of a pack on a graphics card.")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights, curves and checkpoint")
    parser.add_argument("--pack", type=Path, default=Path(__file__).resolve().parent, help="the pack (default: this folder)")
    parser.add_argument("--minutes", type=float, help="end after so many minutes; the learning rate falls towards that end")
    parser.add_argument("--steps", type=int, help="end after so many steps, whatever the schedule says")
    parser.add_argument("--device", default="auto", choices=["auto", "cuda", "cpu"])
    parser.add_argument("--float32", action="store_true", help="compute in float32 instead of bfloat16")
    parser.add_argument("--mode", default="graph", choices=["eager", "graph", "compile"], help="CUDA graph (default), torch.compile, or operations one by one")
    parser.add_argument("--initial", type=Path, help="start from the weights of this model (.onnx)")
    parser.add_argument("--seed", type=int, help="instead of the recipe's")
    parser.add_argument("--measure", action="store_true", help="time augmentation and network apart, first of all")
    parser.add_argument("--no-checkpoint", action="store_true", help="write no checkpoint, only weights and curves")
    parser.add_argument("--teacher", type=Path, help="learn from this model (.onnx) in place of the pack's teacher")
    parser.add_argument("--part-megabytes", type=float, help="split larger results into NAME.000, NAME.001 …; cat joins them")
    return parser.parse_args()


def split_files(folder: Path, most: int) -> None:
    """Replaces each file of more than `most` bytes by its parts."""
    for path in [path for path in folder.iterdir() if path.is_file() and path.stat().st_size > most]:
        content = path.read_bytes()
        for number, start in enumerate(range(0, len(content), most)):
            path.with_name(f"{path.name}.{number:03}").write_bytes(content[start : start + most])
        path.unlink()


def main() -> None:
    given = arguments()
    cuda = torch.cuda.is_available()
    if given.device == "cuda" and not cuda:
        raise SystemExit("PyTorch sees no CUDA card; --device cpu runs on the processor, slowly.")
    device = torch.device("cuda" if given.device != "cpu" and cuda else "cpu")
    options = Options(
        out=given.out,
        device=device,
        minutes=given.minutes,
        steps=given.steps,
        mode=given.mode,
        # On a processor this only tries a pack; training there computes gradients alone (engine/gradients.py), in bfloat16 where that is fast.
        half=not given.float32 and device.type == "cuda",
        initial=given.initial,
        seed=given.seed,
        measure=given.measure,
        checkpoint=not given.no_checkpoint,
        teacher=given.teacher,
    )
    try:
        Trainer(Pack(given.pack), options).run()
    finally:
        if given.part_megabytes:
            split_files(given.out, int(given.part_megabytes * 1e6))


if __name__ == "__main__":
    main()

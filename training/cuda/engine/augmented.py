"""Augmented windows of a landmark pack, for looking at and for the test that compares them with TypeScript's.

    python3 -m engine.augmented PACK COUNT SEED FOLDER

Writes into FOLDER: `images.bin` uint8 [COUNT, 256, 256, 3], `landmarks.bin` float32 [COUNT, 68, 2] and `occluded.bin`
uint8 [COUNT, 68].
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from .sources import augmented_windows


def main(pack: Path, count: int, seed: int, folder: Path) -> None:
    windows = augmented_windows(pack, count, seed)
    for name, values in (
        ("images", windows.images),
        ("landmarks", windows.landmarks.float()),
        ("occluded", windows.occluded.to(torch.uint8)),
    ):
        (folder / f"{name}.bin").write_bytes(values.contiguous().numpy().tobytes())


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))

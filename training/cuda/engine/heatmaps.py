"""Heat maps as in `src/landmarks/heatmap.ts`: targets from landmarks, and landmarks from the network's answers."""

from __future__ import annotations

import torch
from torch import Tensor

SIZE = 64
SIGMA = 1.5
STRIDE = 4
REACH = 3.5 * SIGMA
FIT_RADIUS = 4
FIT_STEPS = 3


def encode(landmarks: Tensor, occluded: Tensor) -> Tensor:
    """Targets [N, 68, 64, 64]: a Gaussian of +1 where a landmark is visible, −1 where it is occluded.

    `landmarks` [N, 68, 2] in pixels of the 256 × 256 window, `occluded` [N, 68], true where hidden.
    """
    places = (landmarks + 0.5) / STRIDE - 0.5
    pixels = torch.arange(SIZE, device=landmarks.device, dtype=torch.float32)
    offsets = pixels - places[..., None]  # [N, 68, 2, 64]
    bells = torch.exp(-(offsets**2) / (2 * SIGMA**2)) * (offsets.abs() <= REACH)
    sign = 1 - 2 * occluded.float()
    return (bells[:, :, 1, :, None] * bells[:, :, 0, None, :]) * sign[..., None, None]


def decode(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Landmarks [N, K, 2] in window pixels and signed peaks [N, K] of maps [N, K, 64, 64].

    From the strongest pixel, the target's own Gaussian is fitted to its surroundings (Gauss–Newton, as `refinePeak`).
    """
    n, k, size, _ = maps.shape
    flat = maps.float().reshape(n * k, size, size)
    strongest = flat.abs().reshape(n * k, -1).argmax(1)
    row, column = strongest // size, strongest % size
    reach = torch.arange(-FIT_RADIUS, FIT_RADIUS + 1, device=maps.device)
    rows, columns = row[:, None] + reach, column[:, None] + reach  # [N·K, 9]
    exists = ((rows >= 0) & (rows < size))[:, :, None] & ((columns >= 0) & (columns < size))[:, None, :]
    at = rows.clamp(0, size - 1)[:, :, None] * size + columns.clamp(0, size - 1)[:, None, :]
    around = flat.reshape(n * k, -1).gather(1, at.reshape(n * k, -1)).reshape(at.shape) * exists
    amplitude = flat.reshape(n * k, -1).gather(1, strongest[:, None])[:, 0].clone()
    x, y = column.float(), row.float()
    going = torch.ones_like(x, dtype=torch.bool)
    for _ in range(FIT_STEPS):
        dx = (columns - x[:, None]) / SIGMA
        dy = (rows - y[:, None]) / SIGMA
        g = torch.exp(-(dy**2) / 2)[:, :, None] * torch.exp(-(dx**2) / 2)[:, None, :] * exists
        basis = torch.stack([g, g * dx[:, None, :], g * dy[:, :, None]], 1).flatten(2).double()  # [N·K, 3, 81]
        normal = basis @ basis.transpose(1, 2)
        right = (basis @ around.flatten(1).double()[:, :, None])[:, :, 0]
        solvable = torch.linalg.det(normal) >= 1e-9
        identity = torch.eye(3, device=maps.device, dtype=torch.float64)
        solved = torch.linalg.solve(torch.where(solvable[:, None, None], normal, identity), right).float()
        fitted = solved[:, 0]
        going = going & solvable & (fitted * amplitude > 0)
        safe = torch.where(going, fitted, torch.ones_like(fitted))
        amplitude = torch.where(going, fitted, amplitude)
        x = torch.where(going, torch.clamp(x + SIGMA * solved[:, 1] / safe, column - 1.0, column + 1.0), x)
        y = torch.where(going, torch.clamp(y + SIGMA * solved[:, 2] / safe, row - 1.0, row + 1.0), y)
    places = (torch.stack([x, y], 1) + 0.5) * STRIDE - 0.5
    return places.view(n, k, 2), amplitude.view(n, k)

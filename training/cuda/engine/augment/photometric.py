"""Other light and a worse camera: which changes happen, how often and how strongly (photometric.ts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

import torch
from torch import Tensor

from . import light, sensor
from .draw import Draw, picked, send, spread

CHANCES = {
    "tone": 0.6,
    "colour": 0.35,
    "grey": 0.12,
    "infrared": 0.08,
    "sideLight": 0.14,
    "lowLight": 0.1,
    "blur": 0.12,
    "motion": 0.07,
    "lowResolution": 0.18,
    "noise": 0.25,
    "compression": 0.25,
}

EYES = ((36, 37, 38, 39, 40, 41), (42, 43, 44, 45, 46, 47))


@dataclass(frozen=True)
class Quantisation:
    """The tables of JPEG, [64] each."""

    luma: Tensor
    chroma: Tensor


def photometric(
    images: Tensor,
    landmarks: Tensor,
    occluded: Tensor,
    options: Mapping[str, float],
    tables: Quantisation,
    draw: Draw,
) -> Tensor:
    """Changes images [B, 3, 256, 256], float 0..255 on the device; returns them.

    `landmarks` [B, 68, 2] and `occluded` [B, 68] are in the processor's memory: infrared light darkens pupils there.
    """
    strength = options["photometric"]
    count = len(images)
    device = images.device

    def happens(change: str) -> Tensor:
        return draw.chance(CHANCES[change] * strength, count)

    def change(chosen: Tensor, function) -> None:
        at = picked(chosen)
        if len(at) > 0:
            on_device = send(at, device)
            images[on_device] = function(images[on_device], at)

    def between(low: float, high: float, at: Tensor) -> Tensor:
        return spread(draw.between(low, high, len(at)), device)

    def harsh_light(some: Tensor, at: Tensor) -> Tensor:
        return light.side_light(
            some,
            between(0, 2 * torch.pi, at),
            between(-0.35, 0.35, at),
            between(0.15, 0.7, at),
            between(0.25, 0.65, at),
            between(1.1, 2, at),
        )

    def shift_colours(some: Tensor, at: Tensor) -> Tensor:
        cast = send(0.85 + 0.3 * draw.uniform(len(at), 3), device).view(-1, 3, 1, 1)
        return light.saturate(light.byte_range(some * cast), between(0.5, 1.4, at))

    def low_light(some: Tensor, at: Tensor) -> Tensor:
        amount = draw.between(0.15, 0.5, len(at))
        lift = spread(1 + (0.75 / amount - 1) * draw.uniform(len(at)), device)
        dark = (some * spread(amount, device)).round()
        grain = sensor.noise(dark, between(1, 3, at), torch.ones(1, 1, 1, 1, device=device))
        return light.byte_range(grain.round() * lift)

    def infrared(some: Tensor, at: Tensor) -> Tensor:
        gamma = between(0.6, 0.9, at)
        flat = light.grey(some, (0.7, 0.25, 0.05))
        lit = light.tone(flat, torch.ones_like(gamma), torch.full_like(gamma, 0.95), gamma)
        for eye in EYES:
            lit = dark_pupils(lit, landmarks[at][:, eye], occluded[at][:, eye], draw)
        place = (between(0.3, 0.7, at), between(0.3, 0.7, at))
        return light.lamp(lit, *place, between(0.3, 0.6, at), between(0.9, 1.25, at), between(0.1, 0.5, at))

    def tone(some: Tensor, at: Tensor) -> Tensor:
        return light.tone(some, between(0.75, 1.25, at), between(0.7, 1.3, at), between(0.7, 1.4, at))

    change(happens("sideLight"), harsh_light)
    in_infrared = happens("infrared")
    in_grey = happens("grey") & ~in_infrared
    change(in_infrared, infrared)
    change(in_grey, lambda some, _: light.grey(some))
    change(happens("colour") & ~in_infrared & ~in_grey, shift_colours)
    change(happens("tone"), tone)
    radius = torch.where(happens("blur"), 1 + torch.floor(3 * draw.uniform(count) ** 2), torch.zeros(count))
    for each in (1, 2, 3):
        change(radius == each, lambda some, _: sensor.blur(some, each))
    change(
        happens("motion"),
        lambda some, at: sensor.smear(
            some, sensor.motion_kernels(draw.between(3, 11, len(at)), draw.between(0, torch.pi, len(at)))
        ),
    )
    change(happens("lowLight"), low_light)
    take_pictures(images, happens, options, tables, draw)
    return images


def take_pictures(images: Tensor, happens, options: Mapping[str, float], tables: Quantisation, draw: Draw) -> None:
    """The camera's own part, in place: its number of pixels, its noise, its compression."""
    count, _, size, _ = images.shape
    device = images.device
    low = draw.chance(options["lowResolution"], count) if "lowResolution" in options else happens("lowResolution")
    noisy, compressed = happens("noise"), happens("compression")
    pixels = torch.where(low, sensor.low_pixels(draw.uniform(count)), torch.full((count,), float(size)))
    deviation = (1.5 + 8 * draw.uniform(count) ** 2) * noisy
    coloured = draw.chance(0.5, count).float()
    worst = torch.where(pixels < 96, 35.0, 12.0)
    quality = worst + (70 - worst) * draw.uniform(count)

    def expose(some: Tensor, at: Tensor) -> Tensor:
        """Noise and compression, each where it happens."""
        inside = picked(noisy[at])
        if len(inside) > 0:
            here = send(inside, device)
            chosen = at[inside]
            some[here] = sensor.noise(
                some[here], spread(deviation[chosen], device), spread(coloured[chosen], device)
            )
        inside = picked(compressed[at])
        if len(inside) > 0:
            here = send(inside, device)
            some[here] = sensor.compress(some[here], quality[at[inside]], tables.luma, tables.chroma)
        return some

    at = picked(low)
    if len(at) > 0:
        here = send(at, device)
        chosen = send(pixels[at], device)
        down, up = sensor.shrinking(chosen, size)[:, None], sensor.enlarging(chosen, size)[:, None]
        small = down @ images[here] @ down.transpose(2, 3)
        images[here] = up @ expose(small.contiguous(), at) @ up.transpose(2, 3)
    at = picked(~low & (noisy | compressed))
    if len(at) > 0:
        here = send(at, device)
        images[here] = expose(images[here], at)


def dark_pupils(images: Tensor, eye: Tensor, occluded: Tensor, draw: Draw) -> Tensor:
    """Pupils black with the lamp's glint, where the eye [n, 6, 2] is open and all of it visible."""
    count = len(images)
    outer, upper_a, upper_b, inner, lower_b, lower_a = eye.unbind(1)
    width = (outer - inner).norm(dim=1)
    opening = ((upper_a - lower_a).norm(dim=1) + (upper_b - lower_b).norm(dim=1)) / 2
    shown = (~occluded.any(1) & (opening >= 0.18 * width)).float()
    middle = (upper_a + upper_b + lower_b + lower_a) / 4
    radius = torch.minimum(0.13 * width, 0.4 * opening)
    x, y = middle.unbind(1)
    device = images.device
    pupil = (spread(x, device), spread(y, device), spread(radius, device))
    dark = light.soft_discs(images, *pupil, spread(draw.between(5, 35, count), device), spread(0.8 * shown, device))
    glint_x = spread(x + draw.between(-1, 1, count), device)
    glint_y = spread(y + draw.between(-1, 1, count), device)
    small, bright = torch.full_like(glint_x, 0.3), torch.full_like(glint_x, 245.0)
    return light.soft_discs(dark, glint_x, glint_y, small, bright, spread(0.9 * shown, device))

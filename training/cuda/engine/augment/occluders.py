"""Objects laid over faces, with exact flags (`training/occluders`): sprites that were drawn for other faces, fitted to
this one, in its light, with a shadow and noise; and the border of the image moved into the face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from .draw import Draw, picked, send, spread
from .windows import affine_places, inverse_of, sample

SECOND_CHANCE = 0.2
HIDDEN_LIMIT = 0.68
CANDIDATES = 4
SHADOW_CELL = 8
TYPICAL_SKIN = (196.0, 150.0, 126.0)
DAYLIGHT = 150.0
LUMA = (0.299, 0.587, 0.114)
DOWN_WEIGHT = 0.7
SMEAR_STOPS = 12


@dataclass(frozen=True)
class FaceFrames:
    """Where faces lie: origin [n, 2] between the eyes, angle [n], pixels of one face unit [n] (faceFrame.ts)."""

    origin: Tensor
    angle: Tensor
    unit: Tensor


def face_frames(landmarks: Tensor) -> FaceFrames:
    """The frames of faces with landmarks [n, 68, 2]."""
    right, left = landmarks[:, 36:42].mean(1), landmarks[:, 42:48].mean(1)
    mouth = landmarks[:, 48:68].mean(1)
    origin = (right + left) / 2
    angle = torch.atan2(
        left[:, 1] - right[:, 1] - DOWN_WEIGHT * (mouth[:, 0] - origin[:, 0]),
        left[:, 0] - right[:, 0] + DOWN_WEIGHT * (mouth[:, 1] - origin[:, 1]),
    )
    along = to_face(landmarks, origin, angle)
    size = along.amax(1).clamp(min=0) - along.amin(1).clamp(max=0)
    return FaceFrames(origin, angle, size.amax(1).clamp(min=1))


def to_face(points: Tensor, origin: Tensor, angle: Tensor) -> Tensor:
    """Points [n, k, 2] in the directions of the face, from its origin, still in pixels."""
    cos, sin = torch.cos(angle)[:, None], torch.sin(angle)[:, None]
    x, y = (points - origin[:, None]).unbind(2)
    return torch.stack([cos * x + sin * y, cos * y - sin * x], 2)


class Occluders:
    """A bank of sprites, and the laying of them over face windows."""

    def __init__(self, sprites: Tensor, landmarks: Tensor, kinds: Tensor, rules: Sequence[dict[str, Any]]) -> None:
        """`sprites` uint8 [M, 4, T, T] on the device, color multiplied with alpha; `landmarks` [M, 68, 2] of the faces
        they were drawn for and `kinds` [M], grouped by kind, in the processor's memory; `rules` by kind."""
        self.sprites = sprites
        self.alpha = sprites[:, 3].cpu()
        self.size = sprites.shape[3]
        self.names = [rule["kind"] for rule in rules]
        self.lit = torch.tensor([rule["lit"] for rule in rules])
        self.shadow = torch.tensor([rule["shadow"] for rule in rules])
        self.at_least = torch.tensor([rule["atLeast"] for rule in rules])
        self.counts = torch.bincount(kinds.long(), minlength=len(rules))
        self.firsts = torch.cumsum(self.counts, 0) - self.counts
        self.border = self.names.index("border")
        available = self.counts > 0
        available[self.border] = True
        self.weights = torch.tensor([float(rule["weight"]) for rule in rules]) * available
        ones = torch.ones(*landmarks.shape[:2], 1)
        self.places = torch.cat([landmarks, ones], 2)  # [M, 68, 3]
        self.solvers = torch.linalg.pinv(self.places)  # [M, 3, 68]

    def paint(self, images: Tensor, landmarks: Tensor, occluded: Tensor, share: float, draw: Draw) -> Tensor:
        """Paints over a share of the images [B, 3, S, S] in place; returns `occluded` [B, 68] with what they hide."""
        count = len(images)
        first = draw.chance(share, count)
        occluded = self.paint_some(images, landmarks, occluded, picked(first), draw)
        second = first & draw.chance(SECOND_CHANCE, count)
        return self.paint_some(images, landmarks, occluded, picked(second), draw)

    def paint_some(self, images: Tensor, landmarks: Tensor, occluded: Tensor, at: Tensor, draw: Draw) -> Tensor:
        """One occluder on each of the images at places `at` [n]."""
        if len(at) == 0:
            return occluded
        kinds = draw.choice(self.weights, len(at))
        occluded = occluded.clone()
        beside = picked(kinds == self.border)
        if len(beside) > 0:
            rows = at[beside]
            occluded[rows] |= move_border(images, landmarks[rows], occluded[rows], rows, draw)
        objects = picked(kinds != self.border)
        if len(objects) > 0:
            self.paint_objects(images, landmarks, occluded, at[objects], kinds[objects], draw)
        return occluded

    def paint_objects(
        self, images: Tensor, landmarks: Tensor, occluded: Tensor, rows: Tensor, kinds: Tensor, draw: Draw
    ) -> None:
        """Chooses a sprite for each image at `rows` [n], the best fitting of a few, and lays it over; flags in place."""
        sprite, back, hidden, valid = self.choose(landmarks[rows], occluded[rows], kinds, images.shape[3], draw)
        kept = picked(valid)
        if len(kept) == 0:
            return
        rows, kinds, sprite, back = rows[kept], kinds[kept], sprite[kept], back[kept]
        occluded[rows] |= hidden[kept]
        device = images.device
        here = send(rows, device)
        layer = sample(self.sprites[send(sprite, device)].float(), affine_places(send(back, device), images.shape[3]))
        images[here] = self.lay(images[here], layer, landmarks[rows], kinds, draw)

    def choose(
        self, points: Tensor, occluded: Tensor, kinds: Tensor, size: int, draw: Draw
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """For faces with landmarks [n, 68, 2]: sprite [n], window pixels to sprite pixels [n, 2, 3], what it hides
        [n, 68], and whether it hides a sensible part [n]."""
        n = len(points)
        drawn = torch.floor(draw.uniform(n, CANDIDATES) * self.counts[kinds][:, None]).long()
        candidates = self.firsts[kinds][:, None] + drawn
        fitted = self.solvers[candidates] @ points[:, None]  # [n, C, 3, 2]
        turn, offset = fitted[:, :, :2].transpose(2, 3), fitted[:, :, 2]
        misfit = (self.places[candidates] @ fitted - points[:, None]).norm(dim=3).mean(2)
        sound = torch.linalg.det(turn) > 0.05
        turn = torch.where(sound[:, :, None, None], turn, torch.eye(2))
        back = inverse_of(turn.reshape(-1, 2, 2), offset.reshape(-1, 2)).view(n, CANDIDATES, 2, 3)
        pixels = points.round()
        inside = ((pixels >= 0) & (pixels <= size - 1)).all(2)
        at = (pixels[:, None] @ back[..., :2].transpose(2, 3) + back[..., 2][:, :, None]).round().long()
        at = at.clamp(0, self.size - 1)
        alpha = self.alpha[candidates[:, :, None], at[..., 1], at[..., 0]]
        hidden = (alpha > 127) & inside[:, None]
        fresh = hidden.sum(2)
        total = (hidden | occluded[:, None]).sum(2)
        sensible = sound & (fresh >= self.at_least[kinds][:, None]) & (total <= HIDDEN_LIMIT * points.shape[1])
        best = torch.where(sensible, misfit, torch.full_like(misfit, torch.inf)).argmin(1)
        row = torch.arange(n)
        return candidates[row, best], back[row, best], hidden[row, best], sensible[row, best]

    def lay(self, images: Tensor, layer: Tensor, landmarks: Tensor, kinds: Tensor, draw: Draw) -> Tensor:
        """Images [n, 3, S, S] with layers [n, 4, S, S] over them, in the images' light (paste.ts)."""
        n, device = len(images), images.device
        frames = face_frames(landmarks)
        gain, slope, grey, soft = light_of(images, landmarks, frames)
        lit = spread(self.lit[kinds], device)
        layer = torch.where(soft > 1.0, F.avg_pool2d(layer, 3, 1, 1), layer)
        alpha, color = layer[:, 3:] / 255, layer[:, :3]
        follow = spread(draw.between(0.3, 0.8, n), device)
        stray = send(0.2 * draw.normal(n, 2), device).view(n, 2, 1, 1)
        slope = (follow * slope + stray) * lit
        shading = (1 + (slope * face_places(frames, images.shape[3], device)).sum(1, keepdim=True)).clamp(0.45, 1.5)
        color = color * torch.where(lit > 0.5, gain, torch.ones_like(gain)) * shading
        red, green, blue = color.split(1, dim=1)
        level = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
        color = torch.where(grey, level.expand_as(color), color)
        amount = draw.between(0, 5, n) * draw.chance(0.6, n)
        grain = torch.randn_like(alpha) * alpha * spread(amount, device)
        casting = self.shadow[kinds] & draw.chance(0.65, n)
        dark = cast_shadow(alpha, frames.unit, casting, draw) * (1 - alpha)
        return (images * (1 - dark) * (1 - alpha) + color + grain).clamp(0, 255)


def face_places(frames: FaceFrames, size: int, device: torch.device) -> Tensor:
    """Face coordinates of all pixels, [n, 2, size, size]."""
    cos, sin = torch.cos(frames.angle) / frames.unit, torch.sin(frames.angle) / frames.unit
    turn = torch.stack([cos, sin, -sin, cos], 1).view(-1, 2, 2)
    offset = -(turn @ frames.origin[:, :, None])
    return affine_places(send(torch.cat([turn, offset], 2), device), size).permute(0, 3, 1, 2)


def light_of(images: Tensor, landmarks: Tensor, frames: FaceFrames) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """How faces are lit, read on lines from the nose's tip to each landmark (light.ts).

    Returns gains [n, 3, 1, 1], slopes [n, 2, 1, 1], which are grey [n, 1, 1, 1] and how blurred they are [n, 1, 1, 1].
    """
    n, _, size, _ = images.shape
    device = images.device
    nose = landmarks[:, 30:31]
    places = torch.cat([nose + (landmarks - nose) * share for share in (0.45, 0.75)], 1)  # [n, 136, 2]
    pixels = places.round()
    counted = ((pixels >= 0) & (pixels[..., :1] < size - 4) & (pixels[..., 1:] < size)).all(2)
    pixels = pixels.long()
    x, y = pixels[..., 0].clamp(0, size - 5), pixels[..., 1].clamp(0, size - 1)
    at = send(y * size + x, device)
    weight = send(counted.float(), device)
    flat = images.reshape(n, 3, -1)
    colors = flat.gather(2, at[:, None].expand(n, 3, -1))
    total = weight.sum(1).clamp(min=1)

    def mean(values: Tensor) -> Tensor:
        return (values * weight).sum(1) / total

    skin = torch.stack([mean(colors[:, channel]) for channel in range(3)], 1)
    levels = sum(share * colors[:, channel] for channel, share in enumerate(LUMA))
    level = mean(levels).clamp(min=8)
    face = send(to_face(places, frames.origin, frames.angle) / frames.unit[:, None, None], device)

    def slope(along: Tensor) -> Tensor:
        variance = mean(along**2) - mean(along) ** 2
        covariance = mean(levels * along) - mean(along) * mean(levels)
        return (covariance / (variance + 1e-4) / level).clamp(-0.9, 0.9)

    typical_level = sum(share * value for share, value in zip(LUMA, TYPICAL_SKIN))
    typical = torch.stack([torch.full_like(level, value / typical_level) for value in TYPICAL_SKIN], 1)
    brightness = ((level / DAYLIGHT) ** 0.8).clamp(0.12, 1.3)
    cast = ((skin / level[:, None] / typical) ** 0.6).clamp(0.5, 1.6)
    green = flat[:, 1]
    near = mean((green.gather(1, at + 1) - colors[:, 1]).abs())
    far = mean((green.gather(1, at + 4) - colors[:, 1]).abs())
    soft = ((0.62 - near / far.clamp(min=1e-2)) * 5).clamp(0.3, 2.2)
    known = weight.sum(1) >= 4
    gain = torch.where(known[:, None], brightness[:, None] * cast, torch.ones_like(cast))
    slopes = torch.stack([slope(face[..., 0]), slope(face[..., 1])], 1) * known[:, None]
    grey = (skin.amax(1) - skin.amin(1) < 6) & known
    return gain.view(n, 3, 1, 1), slopes.view(n, 2, 1, 1), grey.view(n, 1, 1, 1), soft.view(n, 1, 1, 1)


def cast_shadow(alpha: Tensor, unit: Tensor, casting: Tensor, draw: Draw) -> Tensor:
    """Darkness 0..1, [n, 1, S, S]: a layer's alpha, coarse, blurred and shifted, where `casting`."""
    n, _, size, _ = alpha.shape
    strength = spread(draw.between(0.1, 0.55, n) * casting, alpha.device)
    coarse = F.avg_pool2d(alpha, SHADOW_CELL)
    for _ in range(2):
        coarse = F.avg_pool2d(coarse, 3, 1, 1)
    angle, distance = draw.between(0, 2 * torch.pi, n), unit * draw.between(0, 0.05, n)
    shift = torch.stack([torch.cos(angle) * distance, (torch.sin(angle) * 0.7 + 0.4) * distance], 1)
    scale = torch.eye(2)[None] / SHADOW_CELL
    offset = (0.5 - shift) / SHADOW_CELL - 0.5
    transform = torch.cat([scale.expand(n, 2, 2), offset[:, :, None]], 2)
    return strength * sample(coarse, affine_places(send(transform, alpha.device), size))


def move_border(images: Tensor, landmarks: Tensor, occluded: Tensor, rows: Tensor, draw: Draw) -> Tensor:
    """Fills the images at `rows` [n] from one side into the face (border.ts), in place; returns what that hides [n, 68].

    Black, grey, one color, or the colors along the edge carried outwards.
    """
    n, size, device = len(rows), images.shape[3], images.device
    across, from_start = draw.chance(0.5, n), draw.chance(0.5, n)
    along = torch.where(across[:, None], landmarks[..., 0], landmarks[..., 1])
    beside = torch.where(across[:, None], landmarks[..., 1], landmarks[..., 0])
    low, high = along.amin(1).clamp(min=0), along.amax(1).clamp(max=size)
    depth = (high - low) * draw.between(0.08, 0.45, n)
    edge = torch.where(from_start, low + depth, high - depth)
    lean = draw.normal(n) * 0.12 * draw.chance(0.3, n)
    sign = torch.where(from_start, 1.0, -1.0)

    def depth_inside(a: Tensor, b: Tensor, shape: tuple[int, ...]) -> Tensor:
        """How far inside the border places lie: above 0 where it hides them."""
        middle, slant, side = (send(values.view(shape), a.device) for values in (edge, lean, sign))
        return (middle + slant * (b - size / 2) - a) * side

    pixels = landmarks.round()
    inside = ((pixels >= 0) & (pixels <= size - 1)).all(2)
    hidden = (depth_inside(along.round(), beside.round(), (n, 1)) > 0) & inside
    sensible = (hidden.sum(1) >= 3) & ((hidden | occluded).sum(1) <= HIDDEN_LIMIT * landmarks.shape[1])
    here = send(rows, device)
    some = images[here]
    places = torch.arange(size, device=device, dtype=torch.float32)
    x, y = places.view(1, 1, 1, size), places.view(1, 1, size, 1)
    turned = send(across, device).view(n, 1, 1, 1)
    share = (depth_inside(torch.where(turned, x, y), torch.where(turned, y, x), (n, 1, 1, 1)) + 0.5).clamp(0, 1)
    share = share * spread(sensible, device)
    pick = draw.uniform(n)
    one = torch.where(pick[:, None] < 0.4, torch.zeros(1), 255 * draw.uniform(n, 3))
    level = draw.between(0, 255, n)[:, None].expand(n, 3)
    one = torch.where((pick[:, None] >= 0.4) & (pick[:, None] < 0.55), level, one)
    fill = send(one, device).view(n, 3, 1, 1).expand(n, 3, size, size)
    fixed = send(edge.round().clamp(0, size - 1).long(), device)
    row = torch.arange(n, device=device)
    columns, lines = some[row, :, :, fixed], some[row, :, fixed, :]  # [n, 3, S]
    stops = F.interpolate(torch.where(turned[..., 0], columns, lines), size=SMEAR_STOPS, mode="nearest")
    smear = F.interpolate(stops, size=size, mode="linear", align_corners=True)
    smear = torch.where(turned, smear[..., None].expand(n, 3, size, size), smear[:, :, None].expand(n, 3, size, size))
    fill = torch.where(spread(pick >= 0.65, device) > 0.5, smear, fill)
    images[here] = some * (1 - share) + fill * share
    return hidden & sensible[:, None]

"""Small drawings that stand for residents' photos: a wall, a car, a heap, weeds. Nothing in them is real."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

SIZE = (640, 480)
SKY, GROUND, WALL = (176, 200, 216), (150, 146, 138), (196, 178, 152)


def photo(kind: str, rng: np.random.Generator, *, done: bool = False) -> bytes:
    """A JPEG of what a category is about.

    Args:
        kind: category code; an unknown one gives a street.
        rng: draws details.
        done: after the work: the same place without the issue.
    """
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 300, *SIZE), fill=GROUND)
    pen.rectangle((0, 150, 640, 310), fill=WALL)
    for x in range(0, 640, 40):
        pen.line((x, 150, x, 310), fill=(176, 158, 132))
    for y in range(150, 311, 26):
        pen.line((0, y, 640, y), fill=(176, 158, 132))
    if not done:
        {"graffiti": _tag, "abandoned-vehicle": _car, "parking": _car, "weeds": _weeds}.get(kind, _heap)(
            pen, rng
        )
    grain = rng.integers(-9, 10, (SIZE[1], SIZE[0], 1))
    array = np.clip(np.asarray(image).astype(int) + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(array).save(out, "JPEG", quality=82)
    return out.getvalue()


def _tag(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    colour = tuple(int(v) for v in rng.choice([[30, 70, 160], [140, 30, 60], [40, 40, 40]]))
    x = 80.0
    for _stroke in range(6):
        points = [(x + float(a), 230 + float(b)) for a, b in rng.normal(0, 38, (5, 2))]
        pen.line(points, fill=colour, width=11, joint="curve")
        x += 85


def _car(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    colour = tuple(int(v) for v in rng.integers(70, 220, 3))
    x = int(rng.integers(60, 180))
    pen.rounded_rectangle((x, 310, x + 360, 390), 26, fill=colour)
    pen.polygon([(x + 70, 312), (x + 120, 250), (x + 250, 250), (x + 310, 312)], fill=colour)
    pen.polygon([(x + 92, 308), (x + 128, 264), (x + 184, 264), (x + 184, 308)], fill=(210, 224, 232))
    for wheel in (x + 50, x + 250):
        pen.ellipse((wheel, 358, wheel + 66, 418), fill=(40, 40, 44))


def _weeds(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for _blade in range(260):
        x, height = float(rng.uniform(0, 640)), float(rng.uniform(40, 170))
        lean = float(rng.normal(0, 18))
        colour = (int(rng.integers(150, 200)), int(rng.integers(140, 175)), int(rng.integers(60, 90)))
        pen.line((x, 430, x + lean, 430 - height), fill=colour, width=3)


def _heap(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for _bag in range(14):
        x, y = float(rng.uniform(140, 460)), float(rng.uniform(300, 390))
        w, h = float(rng.uniform(50, 110)), float(rng.uniform(35, 80))
        colour = tuple(int(v) for v in rng.integers(40, 150, 3))
        pen.rounded_rectangle((x, y, x + w, y + h), 14, fill=colour)

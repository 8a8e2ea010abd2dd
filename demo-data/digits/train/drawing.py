"""Draws one digit into one cell of a sheet, as a careless hand and a mediocre scanner would."""

import numpy as np
from PIL import Image

CELL = 16
DIGIT = 12  # side of the drawn digit, pixels
LEVELS = 15  # steps between black and white; few of them keep the files small


def draw(digit, random=None):
    """Returns a CELL x CELL array of gray values, 0 black to 255 white.

    `digit` is 8 x 8, values 0 to 16. With a random generator the digit is turned by up to 12
    degrees, resized by up to 8 %, moved by up to 1.2 pixels, and gets pale ink and paper noise.
    """
    small = Image.fromarray((digit * (255 / 16)).astype(np.uint8))
    cell = Image.new("L", (CELL, CELL), 0)
    cell.paste(small.resize((DIGIT, DIGIT), Image.Resampling.BILINEAR), ((CELL - DIGIT) // 2,) * 2)
    if random is None:
        return _paper(np.asarray(cell, dtype=float) / 255)

    angle, zoom = np.radians(random.uniform(-12, 12)), random.uniform(0.92, 1.08)
    right, down = random.uniform(-1.2, 1.2, size=2)
    cosine, sine, centre = np.cos(angle) / zoom, np.sin(angle) / zoom, CELL / 2
    matrix = (cosine, sine, centre - cosine * (centre + right) - sine * (centre + down),
              -sine, cosine, centre + sine * (centre + right) - cosine * (centre + down))
    turned = cell.transform(cell.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    ink = np.asarray(turned, dtype=float) / 255 * random.uniform(0.8, 1.0)
    return _paper(ink + random.normal(0, 0.03, size=ink.shape))


def blank(random):
    """Returns an empty cell: paper noise only."""
    return _paper(random.normal(0, 0.03, size=(CELL, CELL)))


def _paper(ink):
    steps = np.round((1 - np.clip(ink, 0, 1)) * LEVELS)
    return (steps * (255 / LEVELS)).astype(np.uint8)

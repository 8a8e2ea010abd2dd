"""Finds the digits on a sheet and reads each one from many slightly different views.

A sheet is a grayscale image, dark ink on light paper, ruled in square cells of CELL pixels. Each
cell holds one digit or nothing. A view samples the 8 x 8 points that the networks expect from a
cell, after a small rotation, zoom and shift; the answer is the mean over all views and networks.
"""

import json

import numpy as np

CELL = 16  # side of a cell, pixels
GRID = 8  # side of what the networks see, points
STEP = 1.5  # distance between two neighbouring points, pixels
MARGIN = 4  # blank paper put around a cell, so that no view looks beyond it, pixels
INK_THRESHOLD = 0.4  # a cell whose darkest pixel is lighter than this is empty; 0 paper, 1 ink

ANGLE_STEP = 2.0  # degrees between two neighbouring angles
ZOOMS = (0.92, 1.0, 1.08)
SHIFTS = (-0.8, 0.0, 0.8)  # along each axis, pixels


class DigitReader:
    """A few small networks that vote on every view of every digit."""

    def __init__(self, weights, labels, angle_count):
        self._hidden_weights = weights["hidden_weights"]  # member x point x hidden
        self._hidden_bias = weights["hidden_bias"][:, None, :]
        self._output_weights = weights["output_weights"]  # member x hidden x label
        self._output_bias = weights["output_bias"][:, None, :]
        self._labels = labels
        self._views = [
            _sampling(angle, ZOOMS, SHIFTS)
            for angle in ANGLE_STEP * (np.arange(angle_count) - (angle_count - 1) / 2)
        ]

    @classmethod
    def load(cls, weights_path, labels_path, angle_count=13):
        """Reads the arrays and the label of each output; `angle_count` is at least 1."""
        if angle_count < 1:
            raise ValueError(f"the number of angles is {angle_count}; it must be at least 1")
        with np.load(weights_path) as archive, open(labels_path, encoding="utf-8") as labels:
            return cls({name: archive[name] for name in archive.files}, json.load(labels),
                       angle_count)

    @property
    def member_count(self):
        return len(self._hidden_weights)

    @property
    def view_count(self):
        return sum(len(indexes) for indexes, _ in self._views)

    def read(self, sheet):
        """Returns the digits in reading order and the mean confidence in them, 0 to 1."""
        digits, confidences = [], []
        for cell in ink_cells(sheet):
            odds = self.odds(cell)
            best = int(odds.argmax())
            digits.append(self._labels[best])
            confidences.append(float(odds[best]))
        return digits, sum(confidences) / len(confidences)

    def odds(self, cell):
        """Returns the probability of each label for one cell of ink."""
        padded = np.pad(cell, MARGIN).ravel()
        # One angle at a time: matrices this small are not worth a second thread to any BLAS.
        return sum(self._vote(_look(padded, view)) for view in self._views) / len(self._views)

    def plain_odds(self, cell):
        """Returns the same from the one straight view, to compare with."""
        return self._vote(_look(np.pad(cell, MARGIN).ravel(), STRAIGHT))

    def _vote(self, points):
        hidden = np.maximum(points @ self._hidden_weights + self._hidden_bias, 0)
        scores = hidden @ self._output_weights + self._output_bias
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return (scores / scores.sum(axis=-1, keepdims=True)).mean(axis=(0, 1))


def ink_cells(sheet):
    """Cuts a sheet into the cells that hold a digit, row by row; values are 0 paper to 1 ink.

    Raises ValueError for an image that is not a sheet and for a sheet without a digit.
    """
    width, height = sheet.size
    if sheet.mode != "L" or width % CELL or height % CELL:
        raise ValueError(
            f"not a sheet: {width} x {height} pixels in mode {sheet.mode}; a sheet is grayscale "
            f"(mode L) and its sides are multiples of {CELL} pixels")
    ink = 1 - np.asarray(sheet, dtype=np.float32) / 255
    cells = ink.reshape(height // CELL, CELL, width // CELL, CELL).swapaxes(1, 2)
    cells = cells.reshape(-1, CELL, CELL)
    cells = cells[cells.max(axis=(1, 2)) >= INK_THRESHOLD]
    if not len(cells):
        raise ValueError(f"a blank sheet: no digit in its {width // CELL} x {height // CELL} cells")
    return cells


def straight_view(cell):
    """Returns what the networks see of a cell without rotation, zoom or shift."""
    return _look(np.pad(cell, MARGIN).ravel(), STRAIGHT)[0]


def _look(padded, view):
    indexes, weights = view
    return (padded[indexes] * weights).sum(axis=-1)


def _sampling(angle, zooms, shifts):
    """Returns, for each view and point, the four pixels around it and their bilinear weights."""
    side = CELL + 2 * MARGIN
    offsets = (np.arange(GRID) - (GRID - 1) / 2) * STEP
    down, right = np.meshgrid(offsets, offsets, indexing="ij")
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    indexes, weights = [], []
    for zoom in zooms:
        for shift_down in shifts:
            for shift_right in shifts:
                y = (side - 1) / 2 + zoom * (cosine * down - sine * right).ravel() + shift_down
                x = (side - 1) / 2 + zoom * (sine * down + cosine * right).ravel() + shift_right
                top, left = np.floor(y).astype(np.intp), np.floor(x).astype(np.intp)
                y, x = y - top, x - left
                first = top * side + left
                indexes.append(np.stack([first, first + 1, first + side, first + side + 1], -1))
                weights.append(np.stack(
                    [(1 - y) * (1 - x), (1 - y) * x, y * (1 - x), y * x], -1))
    return np.stack(indexes), np.stack(weights).astype(np.float32)


STRAIGHT = _sampling(0.0, (1.0,), (0.0,))

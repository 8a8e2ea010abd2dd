"""Makes ../input, 360 files of scanned sheets of held-out digits, and expected.csv, what they say.

Three of the files are broken on purpose, each in its own way; expected.csv leaves them out.
Run it from anywhere: python make_inputs.py. The same versions give the same bytes.
"""

import csv
import pathlib
import shutil

import numpy as np
from PIL import Image

from digits_split import SEED, split
from drawing import CELL, blank, draw

HERE = pathlib.Path(__file__).resolve().parent
INPUT = HERE.parent / "input"

SHEETS = 358
BRANCHES = {"2026-09": (1, 2, 3, 5), "2026-10": (1, 2, 3, 4, 5), "2026-11": (1, 2, 3, 4)}
# Digits on a sheet follow a Pareto law: most sheets are short, a few are very long.
FEWEST, MOST, PARETO_SHAPE = 4, 420, 1.1
SINGLE_LINE = 12  # up to here a sheet is one line, digits
COLUMNS = 16  # of a longer sheet
GAP_SHARE = 0.06  # share of cells left empty

DOWNLOAD_ERROR = """<!DOCTYPE html>
<html lang="en">
<head><title>503 Service Unavailable</title></head>
<body>
<h1>Service Unavailable</h1>
<p>The scan archive is down for maintenance. Please try again later.</p>
</body>
</html>
"""


def sheet_lengths(random):
    """Returns the number of digits of each sheet, in a shuffled order."""
    shares = (np.arange(SHEETS) + 0.5) / SHEETS
    lengths = np.minimum(FEWEST * (1 - shares) ** (-1 / PARETO_SHAPE), MOST).astype(int)
    return random.permutation(lengths)


def sheet(length, images, labels, random):
    """Draws one sheet; returns its pixels and its digits in reading order."""
    chosen = list(random.integers(len(images), size=length))
    columns = length if length <= SINGLE_LINE else COLUMNS
    cells, text = [], ""
    while chosen:
        if length > SINGLE_LINE and random.random() < GAP_SHARE:
            cells.append(blank(random))
        else:
            index = chosen.pop()
            cells.append(draw(images[index], random))
            text += str(labels[index])
    while len(cells) % columns:
        cells.append(blank(random))
    grid = np.stack(cells).reshape(-1, columns, CELL, CELL).swapaxes(1, 2)
    return grid.reshape(-1, columns * CELL), text


def write_broken_files():
    """Spoils what real archives spoil: a cut upload, a failed download, a picture from a mail."""
    cut = INPUT / "2026-10/branch-04/form-0202.png"
    cut.write_bytes(cut.read_bytes()[:1024])
    (INPUT / "2026-09/branch-02/form-0053-rescan.png").write_text(DOWNLOAD_ERROR, encoding="utf-8")
    (INPUT / "2026-11/branch-01").mkdir(parents=True, exist_ok=True)
    Image.new("RGBA", (1, 1), (255, 255, 255, 0)).save(INPUT / "2026-11/branch-01/image001.png")
    return cut.name


def main():
    _, images, _, labels = split()
    random = np.random.default_rng([SEED, 2000])
    shutil.rmtree(INPUT, ignore_errors=True)
    folders = [INPUT / month / f"branch-{branch:02}"
               for month, branches in BRANCHES.items() for branch in branches]
    expected = []
    for number, length in enumerate(sheet_lengths(random), start=1):
        folder = folders[(number - 1) * len(folders) // SHEETS]
        folder.mkdir(parents=True, exist_ok=True)
        pixels, text = sheet(length, images, labels, random)
        name = f"form-{number:04}.png"
        Image.fromarray(pixels).save(folder / name, optimize=True)
        expected.append((name, " ".join(text)))

    cut = write_broken_files()
    with open(HERE / "expected.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "digits"))
        writer.writerows(row for row in expected if row[0] != cut)


if __name__ == "__main__":
    main()

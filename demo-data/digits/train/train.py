"""Trains the digit reader and writes ../model: weights.npz, labels.json, metrics.json.

Run it from anywhere: python train.py. The same versions give the same weights on the same machine.
"""

import json
import pathlib
import platform
import sys
import warnings

import numpy as np
import PIL
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import confusion_matrix
from sklearn.neural_network import MLPClassifier

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "code"))

from digit_reader import DigitReader, straight_view
from digits_split import HELD_OUT_SHARE, SEED, split
from drawing import draw

MEMBERS = 5
HIDDEN = 64
DISTORTED_COPIES = 24
EPOCHS = 40


def ink(cell):
    return 1 - cell.astype(np.float32) / 255


def train_members(images, labels):
    """Trains each network on its own distorted copies of the learned digits."""
    members = []
    for member in range(MEMBERS):
        random = np.random.default_rng([SEED, member])
        cells = [draw(image) for image in images]
        cells += [draw(image, random) for _ in range(DISTORTED_COPIES) for image in images]
        seen = np.stack([straight_view(ink(cell)) for cell in cells])
        network = MLPClassifier((HIDDEN,), alpha=1e-3, learning_rate_init=3e-3, max_iter=EPOCHS,
                                tol=0, n_iter_no_change=EPOCHS, random_state=SEED + member)
        network.fit(seen, np.tile(labels, DISTORTED_COPIES + 1))
        members.append(network)
    return {
        "hidden_weights": np.stack([m.coefs_[0] for m in members]).astype(np.float32),
        "hidden_bias": np.stack([m.intercepts_[0] for m in members]).astype(np.float32),
        "output_weights": np.stack([m.coefs_[1] for m in members]).astype(np.float32),
        "output_bias": np.stack([m.intercepts_[1] for m in members]).astype(np.float32),
    }


def guesses(odds, cells):
    return np.array([odds(ink(cell)).argmax() for cell in cells])


def measure(reader, images, labels):
    """Scores the held-out digits, which no choice above was made on."""
    random = np.random.default_rng([SEED, 1000])
    straight = [draw(image) for image in images]
    distorted = [draw(image, random) for image in images]
    all_views = guesses(reader.odds, distorted)
    return {
        "accuracy_undistorted": round(float((guesses(reader.odds, straight) == labels).mean()), 4),
        "accuracy_distorted": round(float((all_views == labels).mean()), 4),
        "accuracy_distorted_single_view":
            round(float((guesses(reader.plain_odds, distorted) == labels).mean()), 4),
        "confusion_distorted": confusion_matrix(labels, all_views).tolist(),
    }


def main():
    # Training stops at EPOCHS on purpose.
    warnings.simplefilter("ignore", ConvergenceWarning)

    learned, held_out, learned_labels, held_out_labels = split()
    weights = train_members(learned, learned_labels)

    model = HERE.parent / "model"
    model.mkdir(exist_ok=True)
    np.savez_compressed(model / "weights.npz", **weights)
    labels = [str(digit) for digit in range(10)]
    (model / "labels.json").write_text(json.dumps(labels) + "\n", encoding="utf-8")

    reader = DigitReader.load(model / "weights.npz", model / "labels.json")
    metrics = {
        "data": "scikit-learn load_digits",
        "seed": SEED,
        "learned_digits": len(learned),
        "held_out_digits": len(held_out),
        "held_out_share": HELD_OUT_SHARE,
        "members": MEMBERS,
        "hidden_units": HIDDEN,
        "views_per_digit": reader.view_count,
        "parameters": int(sum(array.size for array in weights.values())),
        "held_out": measure(reader, held_out, held_out_labels),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pillow": PIL.__version__,
            "scikit-learn": sklearn.__version__,
        },
    }
    text = json.dumps(metrics, indent=2)
    # One line for each row of the confusion matrix.
    for row in metrics["held_out"]["confusion_distorted"]:
        text = text.replace(json.dumps(row, indent=2).replace("\n", "\n      "), json.dumps(row))
    (model / "metrics.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

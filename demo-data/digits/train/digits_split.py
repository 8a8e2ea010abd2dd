"""The one place that decides which of scikit-learn's digits are learned and which are held out."""

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 20261
HELD_OUT_SHARE = 0.3


def split():
    """Returns (learned images, held-out images, learned labels, held-out labels).

    Images are 8 x 8, values 0 to 16. The split is random and keeps the share of each digit.
    """
    data = load_digits()
    return train_test_split(
        data.images, data.target, test_size=HELD_OUT_SHARE, random_state=SEED, stratify=data.target)

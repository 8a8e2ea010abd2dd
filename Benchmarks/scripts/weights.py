"""A model of 500 MB that every mini-batch looks at."""

import os
import time

import numpy


def init():
    global weights
    # Written, not only reserved: pages of its own.
    weights = numpy.ones(500 * 1000 * 1000 // 8)


def run(mini_batch):
    time.sleep(0.02)
    return [f"{os.path.basename(path)} {weights.sum():.0f}" for path in mini_batch]

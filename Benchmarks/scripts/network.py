"""A small neural network over 28x28 images."""

import os

import numpy


def init():
    global first, second
    generator = numpy.random.default_rng(1)
    first = generator.standard_normal((784, 256), dtype=numpy.float32)
    second = generator.standard_normal((256, 10), dtype=numpy.float32)


def run(mini_batch):
    images = numpy.stack([numpy.fromfile(path, dtype=numpy.uint8)[:784] for path in mini_batch])
    hidden = numpy.maximum(images.astype(numpy.float32) / 255 @ first, 0)
    labels = (hidden @ second).argmax(axis=1)
    return [f"{os.path.basename(path)} {label}" for path, label in zip(mini_batch, labels)]

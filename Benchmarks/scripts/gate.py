"""No work, but each of the last three of a million files waits until a file of its own is there."""

import os
import time

LAST = ("/0999/997.bin", "/0999/998.bin", "/0999/999.bin")


def init():
    pass


def run(mini_batch):
    for path in mini_batch:
        if path.endswith(LAST):
            gate = f"{os.environ['BENCH_GATE']}-{os.path.basename(path)}"
            while not os.path.exists(gate):
                time.sleep(0.001)
    return [path.rsplit("/", 1)[-1] for path in mini_batch]

"""Files to score, made once and kept."""

import os
import random


def make(folder, name, sizes):
    """`name` under `folder`: one file for each size in bytes, 1000 to a folder."""
    place = os.path.join(folder, f"{name}-{len(sizes)}")
    if os.path.exists(place + ".ready"):
        return place
    generator = random.Random(name)
    pool = generator.randbytes(1 << 16)
    for number, size in enumerate(sizes):
        if number % 1000 == 0:
            parent = os.path.join(place, f"{number // 1000:04}")
            os.makedirs(parent, exist_ok=True)
        with open(os.path.join(parent, f"{number % 1000:03}.bin"), "wb") as file:
            start = generator.randrange(1 << 15)
            while size > 0:
                part = pool[start : start + min(size, 1 << 15)]
                file.write(part)
                size -= len(part)
    open(place + ".ready", "w").close()
    return place


def even(count, size):
    return [size] * count


def pareto(count, least, shape=1.3, most=200_000):
    """Sizes of which a few are very large."""
    generator = random.Random(7)
    return [min(most, int(least * generator.paretovariate(shape))) for _ in range(count)]

"""What people use instead: `multiprocessing.Pool`, and a bare loop. Prints the first row's moment.

    peers.py pool|loop SCRIPT INPUT MINI_BATCH_SIZE WORKERS OUTPUT
"""

import importlib.util
import multiprocessing
import os
import sys
import time


def load(path):
    global script
    specification = importlib.util.spec_from_file_location("score", path)
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    script.init()


def score(paths):
    return script.run(paths)


def mini_batches(folder, size):
    paths = sorted(
        os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return [paths[first : first + size] for first in range(0, len(paths), size)]


def main():
    peer, path, folder, size, workers, output = sys.argv[1:]
    work = mini_batches(folder, int(size))
    first = None
    with open(output, "w") as file:
        if peer == "loop":
            load(path)
            results = map(score, work)
        else:
            pool = multiprocessing.get_context("fork").Pool(int(workers), load, [path])
            results = pool.imap_unordered(score, work)
        for rows in results:
            file.writelines(f"{row}\n" for row in rows)
            if first is None:
                file.flush()
                first = time.time()
    print(first)


if __name__ == "__main__":
    main()

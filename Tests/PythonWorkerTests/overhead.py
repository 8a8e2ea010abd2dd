"""Prints the worker's own cost per mini-batch: CPU time of an empty run(), many queued.

Usage: python overhead.py [PYTHON]
"""

import struct
import sys
import tempfile
from pathlib import Path

from worker_process import RUN, WorkerProcess, run_body

MINI_BATCHES = 40_000
BURST = 100

# Index on the status page of the number of mini-batches finished.
FINISHED = 6

SCRIPT = """
def init():
    pass
def run(mini_batch):
    return []
"""

ITERATING = """
def init():
    pass
def run(mini_batch):
    return [file for file in mini_batch]
"""


def measure(python, script, files_each):
    """Microseconds of worker CPU for one mini-batch; nobody waits for its answer, so that the
    worker does not pay for waking a reader.
    """
    with tempfile.TemporaryDirectory() as folder:
        worker = WorkerProcess(Path(folder), python)
        try:
            (worker.code / "score.py").write_text(script)
            worker.start().configure()
            files = [f"/data/input/images/{n:08}.png" for n in range(files_each)]
            body = run_body(1, 0, files)
            burst = (struct.pack("<IB", len(body) + 1, RUN) + body) * BURST
            before = _cpu_ns(worker.process.pid)
            for done in range(BURST, MINI_BATCHES + 1, BURST):
                worker.socket.sendall(burst)
                worker.until(lambda done=done: worker.status[FINISHED] == done)
                for _ in range(BURST):
                    worker.receive()
            return (_cpu_ns(worker.process.pid) - before) / MINI_BATCHES / 1000
        finally:
            worker.end()


def _cpu_ns(pid):
    # The first field of schedstat: nanoseconds on a CPU, of the main thread.
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


if __name__ == "__main__":
    interpreter = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    for name, script in (("empty run()", SCRIPT), ("run() that returns each file", ITERATING)):
        for size in (1, 10):
            print(f"{name}, {size} files: {measure(interpreter, script, size):.2f} us of CPU")

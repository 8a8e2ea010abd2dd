"""Prints what a worker costs that shares a 500 MB NumPy model: time to READY, and memory.

Usage: python sharing_costs.py [PYTHON]
"""

import sys
import tempfile
import time
from pathlib import Path

from fork_server_process import ForkServer, pss_bytes
from worker_process import WorkerProcess

MODEL_MB = 500
WORKERS = 4

SCRIPT = f"""
import numpy
def init():
    global model
    model = numpy.random.default_rng(1).random({MODEL_MB} * 125_000)
def run(mini_batch):
    return [float(model.sum()) for _ in mini_batch]
"""


def main(python):
    with tempfile.TemporaryDirectory() as folder:
        process = WorkerProcess(Path(folder), python)
        (process.code / "score.py").write_text(SCRIPT)
        server = ForkServer(process)
        try:
            facts = server.start()
            print(f"shareable after {facts['init_seconds']:.2f} s")
            for number in range(WORKERS):
                started = time.perf_counter()
                worker = server.fork(f"process{number:03}")
                ready = time.perf_counter() - started
                print(f"worker {number}: ready {ready * 1000:.1f} ms after FORK")
            for worker in server.workers:
                worker.run(["a", "b"])
            pids = (process.process.pid, *(worker.pid for worker in server.workers))
            sizes = [pss_bytes(pid) / 1e6 for pid in pids]
            print("PSS MB of server and workers:", *(f"{size:.0f}" for size in sizes))
            print(f"sum {sum(sizes):.0f} MB, {sum(sizes) / MODEL_MB:.3f} x the model")
        finally:
            server.end()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else sys.executable)

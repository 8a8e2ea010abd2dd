"""Runs commands and measures them with all that they start."""

import ctypes
import os
import resource
import subprocess
import time
from dataclasses import dataclass

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """Makes processes whose parents end ours, so that their processor time is counted."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("this kernel does not let us adopt orphans (prctl(2))")


@dataclass
class Cost:
    """Seconds."""

    wall: float
    cpu: float
    # From the start to the first row in the output; None where nobody looked.
    first_row: float = None
    output: str = ""


def run(command, environment=None, first_row_in=None):
    """The cost of a command; `first_row_in` is a file that is watched for its first byte."""
    used = _used()
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    first_row = None
    if first_row_in is not None:
        while process.poll() is None and first_row is None:
            try:
                if os.path.getsize(first_row_in):
                    first_row = time.perf_counter() - started
            except FileNotFoundError:
                pass
            time.sleep(0.001)
    output, errors = process.communicate()
    wall = time.perf_counter() - started
    if process.returncode != 0:
        raise RuntimeError(f"{command} ended with {process.returncode}:\n{errors}")
    _reap()
    return Cost(wall, _used() - used, first_row, output)


def _reap():
    """Waits for what the command has left to us."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cpu_seconds(pid):
    """What a living process has used, threads that have ended aside (proc_pid_schedstat(5))."""
    used = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
            used += int(file.read().split()[0])
    return used / 1e9


def proportional_bytes(pid):
    """The process's share of memory, bytes (PSS in proc(5))."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def peak_bytes(pid):
    """The most memory a living process has had, bytes (VmHWM in proc(5))."""
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0

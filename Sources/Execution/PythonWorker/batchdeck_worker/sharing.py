"""Whether forked workers can share what init() has made."""

import os
import sys

from .signals import signal

# Device files through which a process drives a GPU, which a forked one cannot go on with.
_GPU_DEVICES = ("/dev/nvidia", "/dev/kfd", "/dev/dri/")

# The driver's library; the toolkit's (libcudart …) is mapped by a PyTorch that has no GPU as well.
_GPU_DRIVER = "/libcuda.so"

# Threads of libraries that see to a fork themselves: the allocator in PyArrow.
_FORK_SAFE_THREADS = {"jemalloc_bg_thd"}

_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)

# The most threads named in a message.
_NAMES_SHOWN = 4


def obstacle_to_sharing(own_descriptors):
    """One sentence on why a forked copy of this process could not score, or None."""
    for look in (_missing_ctypes, _threads, _processes, _timers, _mlflow_run):
        obstacle = look()
        if obstacle:
            return obstacle
    return _gpu_or_connection(own_descriptors)


def _missing_ctypes():
    try:
        import ctypes  # noqa: F401
    except ImportError:
        return "this Python has no ctypes."
    return None


def _threads():
    _end_progress_monitor()
    names = []
    for thread in os.listdir("/proc/self/task"):
        if int(thread) != os.getpid():
            try:
                with open(f"/proc/self/task/{thread}/comm", errors="replace") as file:
                    names.append(file.read().strip())
            except OSError:
                # It has ended since.
                continue
    names = [name for name in names if name not in _FORK_SAFE_THREADS]
    if not names:
        return None
    shown = ", ".join(sorted(names)[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")
    threads = "a thread" if len(names) == 1 else f"{len(names)} threads"
    return f"{threads} of the script or its libraries ({shown}) would be missing after a fork."


def _end_progress_monitor():
    """Ends the thread that tqdm starts with the first progress bar, and again with the next."""
    monitor = getattr(getattr(sys.modules.get("tqdm"), "tqdm", None), "monitor", None)
    if monitor is not None:
        monitor.exit()


def _processes():
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return "init() has started a process, which belongs to one worker."


def _timers():
    if any(signal.getitimer(timer)[0] for timer in _TIMERS):
        return "init() has set a timer, which would be missing after a fork."
    return None


def _mlflow_run():
    active_run = getattr(sys.modules.get("mlflow"), "active_run", None)
    if active_run is not None and active_run() is not None:
        return "init() has started an MLflow run, which belongs to one worker."
    return None


def _gpu_or_connection(own_descriptors):
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        if _GPU_DRIVER in maps.read():
            return "the script uses CUDA, which does not survive a fork."
    for number in map(int, os.listdir("/proc/self/fd")):
        if number < 3 or number in own_descriptors:
            continue
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            # The one that listed the folder.
            continue
        if target.startswith(_GPU_DEVICES):
            return f"the script uses the GPU behind {target}, which does not survive a fork."
        if target.startswith("socket:"):
            return "init() has left a connection open, which belongs to one worker."
    return None

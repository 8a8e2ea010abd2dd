"""What a forked worker does to become a process of its own, and not a copy of the fork server."""

import ctypes
import os
import sys

from .descriptors import move_high, reopen_read_only_files
from .signals import signal
from .status_page import open_status_page
from .wire import Wire

_PR_SET_PDEATHSIG = 1
_PR_SET_PTRACER = 0x59616D61

# In thousandths of the machine's memory, which proc_pid_oom_score_adj(5) adds to what a worker has.
_OOM_SCORE = 100


def take_over(fork):
    """Leaves the server's session, and gives this worker's own wire and status page."""
    os.setsid()
    # A fork clears both. Where the kernel has no Yama, the second says so and nothing is needed.
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_PTRACER, ctypes.c_ulong(fork.runner_pid))
    # The server may have died before.
    if os.getppid() != fork.server_pid:
        os._exit(0)
    for number, descriptor in ((1, fork.stdout), (2, fork.stderr)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    return Wire(move_high(fork.wire)), open_status_page(fork.status_page)


def part_from_server(fork, server, worker):
    """Makes this process's surroundings the worker's; `server` and `worker` are Configurations."""
    reopen_read_only_files()
    worker.publish_environment()
    worker.publish_entry_script()
    worker.publish_mlflow_store(server)
    _move_log_files(server, worker)
    if os.path.exists(server.working_folder) and os.path.samefile(".", server.working_folder):
        os.chdir(worker.working_folder)
    _offer_for_out_of_memory()
    _reseed()
    _renew_progress_bars()
    # Last: a handler may run from here on.
    fork.signals.restore()


def _move_log_files(server, worker):
    """Makes log files of the server's name or in its working folder the worker's."""
    logging = sys.modules.get("logging")
    if logging is None:
        return
    loggers = [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]
    for logger in loggers:
        # Where a name has no logger of its own there is a placeholder.
        for handler in getattr(logger, "handlers", ()):
            if isinstance(handler, logging.FileHandler):
                path = _moved(handler.baseFilename, server, worker)
                if path != handler.baseFilename:
                    _reopen(handler, path)


def _moved(path, server, worker):
    if path == server.entry_script_log:
        return worker.entry_script_log
    folder = server.working_folder + os.sep
    return worker.working_folder + os.sep + path[len(folder) :] if path.startswith(folder) else path


def _reopen(handler, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    stream, handler.stream = handler.stream, None
    if stream is not None:
        stream.close()
    # It opens this when the next record comes.
    handler.baseFilename = path


def _offer_for_out_of_memory():
    """Has the kernel kill a worker rather than the server, with which all workers would go."""
    with open("/proc/self/oom_score_adj", "r+") as file:
        score = int(file.read())
        file.seek(0)
        file.write(str(min(score + _OOM_SCORE, 1000)))


def _reseed():
    """Gives each worker random numbers of its own; Python's `random` does so by itself.

    Generators that the script has made, such as default_rng(), are for its after_fork().
    """
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.seed()


def _renew_progress_bars():
    """Gives tqdm a lock of its own: a worker killed with a shared one would stop the others."""
    set_lock = getattr(getattr(sys.modules.get("tqdm"), "tqdm", None), "set_lock", None)
    if set_lock is not None:
        import threading

        set_lock(threading.RLock())

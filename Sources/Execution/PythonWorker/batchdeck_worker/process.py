"""The worker as a process: inherited descriptors, signals and exit codes."""

import faulthandler
import os
import sys

from .descriptors import move_high
from .logs import answer_stack_requests, complain
from .memory import lift_limit, recover_memory
from .signals import signal
from .status_page import open_status_page
from .wire import BadFrame, RunnerGone, Wire, WireClosed
from .worker import InitFailed, Worker

# Descriptors that the runner opens for the worker.
_WIRE_DESCRIPTOR = 3
_STATUS_DESCRIPTOR = 4

# Exit codes.
_STOPPED = 0
_INIT_FAILED = 1
# Something wrong between runner and worker, or an exception out of the script's signal handler.
_BROKEN = 70
# The script closed the wire.
_WIRE_CLOSED = 71
# Outside of run(), where it cannot be told as a failure.
_OUT_OF_MEMORY = 72

# Seconds that the script's threads and atexit functions have at the end: less than the runner
# waits, so that the log tells which of them did not come to one.
_GRACE_SECONDS = 20


def main():
    """Serves the runner until it says STOP or is gone, and gives the exit code."""
    os.set_inheritable(_STATUS_DESCRIPTOR, False)
    # Ctrl-C belongs to the operator's terminal, not to a worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Before the page says that this worker is there: unanswered, the signal is deadly.
    answer_stack_requests()
    wire = Wire(move_high(_WIRE_DESCRIPTOR))
    code = _serve(Worker(wire, open_status_page(_STATUS_DESCRIPTOR)))
    _limit_end()
    _flush_streams()
    return code


def _limit_end():
    """Ends the process, with the stacks of all threads in the log, if it does not exit in time."""
    # What sees to it is a thread, whose stack counts for the cap.
    lift_limit()
    try:
        faulthandler.dump_traceback_later(_GRACE_SECONDS, exit=True, file=2)
    except RuntimeError:
        # No room for one even so: then the runner's patience has to do.
        pass


def _serve(worker):
    try:
        worker.live()
    except InitFailed:
        return _INIT_FAILED
    except RunnerGone:
        return _STOPPED
    except BadFrame as error:
        complain(f"batch worker: {error}")
        return _BROKEN
    except WireClosed:
        complain("batch worker: the script closed the descriptor of its connection to the runner")
        return _WIRE_CLOSED
    except BaseException as error:
        code = _BROKEN
        if isinstance(error, MemoryError):
            code = _OUT_OF_MEMORY
            recover_memory(error)
        complain(_story(error) + "batch worker: that was outside of run()")
        return code
    return _STOPPED


def _story(error):
    try:
        from traceback import format_exception

        return "".join(format_exception(type(error), error, error.__traceback__))
    except (MemoryError, OSError):
        # No room to load it, or no descriptor.
        return f"{type(error).__name__}\n"


def _flush_streams():
    """Flushes both streams; one that the script broke would turn the exit code into 120."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except (AttributeError, OSError, ValueError):
            setattr(sys, name, None)

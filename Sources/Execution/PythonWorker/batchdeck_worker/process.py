"""The worker as a process: inherited descriptors, signals and exit codes."""

import os
import signal
import sys

from .status_page import open_status_page
from .wire import BadFrame, RunnerGone, Wire
from .worker import InitFailed, Worker

# Descriptors that the runner opens for the worker.
_WIRE_DESCRIPTOR = 3
_STATUS_DESCRIPTOR = 4

# Exit codes.
_STOPPED = 0
_INIT_FAILED = 1
_PROTOCOL_BROKEN = 70

# Seconds that the script's threads and atexit functions have when no runner is there to end them.
_ORPHAN_GRACE_SECONDS = 10


def main():
    """Serves the runner until it says STOP or is gone, and gives the exit code."""
    for descriptor in (_WIRE_DESCRIPTOR, _STATUS_DESCRIPTOR):
        os.set_inheritable(descriptor, False)
    # Ctrl-C belongs to the operator's terminal, not to a worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = _serve(Worker(Wire(_WIRE_DESCRIPTOR), open_status_page(_STATUS_DESCRIPTOR)))
    _flush_streams()
    return code


def _serve(worker):
    try:
        worker.live()
    except InitFailed:
        return _INIT_FAILED
    except RunnerGone:
        _limit_the_end()
    except BadFrame as error:
        _limit_the_end()
        _complain(f"batch worker: {error}\n")
        return _PROTOCOL_BROKEN
    return _STOPPED


def _limit_the_end():
    """Lets SIGALRM end the process if the script's threads do not let it exit."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_ORPHAN_GRACE_SECONDS)


def _complain(line):
    try:
        os.write(2, line.encode())
    except OSError:
        # The script closed its stderr; the exit code has to say it.
        pass


def _flush_streams():
    """Flushes both streams; one that the script broke would turn the exit code into 120."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except (AttributeError, OSError, ValueError):
            setattr(sys, name, None)

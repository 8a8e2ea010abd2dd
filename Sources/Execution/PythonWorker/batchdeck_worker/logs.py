"""Where the script's prints and log records go: this process's stdout and stderr, line by line."""

import errno
import faulthandler
import io
import os
import sys

from .descriptors import move_high
from .signals import signal
from .standard_modules import follow_standard_modules

# Asks for the stacks of all threads. A real-time signal, so that SIGUSR1 and its like stay the
# script's; not the first ones, nor the last, which other runtimes take.
STACK_SIGNAL = signal.SIGRTMAX - 3


def set_up_logs(level):
    """Prepares both streams, and the root logger for when there is one; `level` is a name of logging
    in any case.
    """
    sys.stdout = sys.__stdout__ = _log_stream(sys.stdout)
    sys.stderr = sys.__stderr__ = _log_stream(sys.stderr)
    stream = sys.stdout

    def set_up_root_logger():
        from .log_records import set_up_root_logger

        set_up_root_logger(stream, level)

    # Most scripts or their libraries log, but one that does not need not wait for it.
    follow_standard_modules("logging", set_up_root_logger)
    # A crash in native code leaves the Python stack in the log.
    faulthandler.enable(file=2, all_threads=True)


def _log_stream(stream):
    """The same stream, except that each line is written as it is printed, if there is room for it."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    raw = _LogFile(stream.fileno(), "w", closefd=False)
    raw.name = stream.name
    # A file name that is not UTF-8 must be printable.
    text = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    text.mode = stream.mode
    return text


class _LogFile(io.FileIO):
    """Loses what a full disk has no room for: files must not fail because their prints do."""

    def write(self, data):
        try:
            return super().write(data)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            return memoryview(data).nbytes


def answer_stack_requests(path=""):
    """Has the stacks of all threads appended to a file at each STACK_SIGNAL; "" is stderr.

    Also while Python code cannot run, because a library does not return.
    """
    global _stack_descriptor
    before = _stack_descriptor
    _stack_descriptor = 2
    if path:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        _stack_descriptor = move_high(os.open(path, flags, 0o600))
    faulthandler.register(STACK_SIGNAL, file=_stack_descriptor, all_threads=True)
    if before > 2:
        os.close(before)


_stack_descriptor = 2


def complain(text):
    """Writes to the log whatever has become of `sys.stderr`."""
    try:
        os.write(2, text.encode("utf-8", "backslashreplace") + b"\n")
    except OSError:
        # The script closed it; the exit code has to say it.
        pass

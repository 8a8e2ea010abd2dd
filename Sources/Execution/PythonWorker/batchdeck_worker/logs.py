"""Where the script's prints and log records go: this process's stdout and stderr, line by line."""

import faulthandler
import io
import logging
import signal
import sys

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up_logs(level):
    """Prepares both streams and the root logger; `level` is a name of logging in any case."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name that is not UTF-8 must be printable.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    root = logging.getLogger()
    handler = _StandardOutputHandler(sys.stdout)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    number = logging.getLevelName(level.upper())
    root.setLevel(number if isinstance(number, int) else logging.INFO)
    if sys.stderr is not None:
        # A crash in native code leaves the Python stack in the log; SIGUSR1 asks for it any time.
        faulthandler.enable(all_threads=True)
        faulthandler.register(signal.SIGUSR1, all_threads=True)


class _StandardOutputHandler(logging.StreamHandler):
    """Stands back once the script gives the root logger a console handler of its own."""

    def emit(self, record):
        for handler in logging.getLogger().handlers:
            is_console = isinstance(handler, logging.StreamHandler)
            if is_console and not isinstance(handler, (type(self), logging.FileHandler)):
                return
        super().emit(record)

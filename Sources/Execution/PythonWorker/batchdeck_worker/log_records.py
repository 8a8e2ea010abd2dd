"""The root logger: records go to this process's stdout."""

import logging

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up_root_logger(stream, level):
    """Has it write to `stream`; `level` is a name of logging in any case."""
    root = logging.getLogger()
    handler = _StandardOutputHandler(stream)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    number = logging.getLevelName(level.upper())
    root.setLevel(number if isinstance(number, int) else logging.INFO)


class _StandardOutputHandler(logging.StreamHandler):
    """Stands back once the script gives the root logger a console handler of its own."""

    def emit(self, record):
        for handler in logging.getLogger().handlers:
            is_console = isinstance(handler, logging.StreamHandler)
            if is_console and not isinstance(handler, (type(self), logging.FileHandler)):
                return
        super().emit(record)

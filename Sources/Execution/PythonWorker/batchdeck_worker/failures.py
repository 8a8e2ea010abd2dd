"""Exceptions of the script as the facts that the runner shows."""

import errno
import os

from .memory import recover_memory

# The longest message and traceback that are sent, in characters.
_MESSAGE_LIMIT = 2_000
_TRACEBACK_LIMIT = 32_000

_OUR_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_IMPORT_MACHINERY = "<frozen importlib"


class ScriptFault(Exception):
    """The script broke the contract; `code` names the rule on the wire."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def prepare_for_failures():
    """Loads what failure() takes and a worker does not need otherwise."""
    try:
        import traceback  # noqa: F401

        from . import missing_modules  # noqa: F401
    except (ImportError, MemoryError, OSError):
        # The script has taken the path, the memory or the descriptors: then it is told without.
        pass


def failure(error):
    """The class, message and traceback of an exception raised by the script, and whether memory
    or the disk was exhausted.
    """
    if isinstance(error, ScriptFault):
        name, message, trace = error.code, str(error), ""
    else:
        if isinstance(error, MemoryError):
            recover_memory(error)
        name, message, trace = type(error).__name__, _message(error), _traceback(error)
    return {
        "class": name,
        "message": message,
        "traceback": trace,
        "out_of_memory": _comes_of(error, _says_out_of_memory),
        "storage_full": _comes_of(error, _says_storage_full),
    }


def _comes_of(error, says):
    """Whether `says` holds for the exception or one that it was raised from."""
    seen = set()
    while error is not None and id(error) not in seen:
        if says(error):
            return True
        seen.add(id(error))
        error = error.__cause__
    return False


def _says_out_of_memory(error):
    """The machine's memory or a device's."""
    name = type(error).__name__
    if isinstance(error, MemoryError) or name == "OutOfMemoryError":
        return True
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    # PyTorch's CPU allocator has no exception class of its own, and neither has pandas' CSV parser.
    if isinstance(error, RuntimeError):
        return "can't allocate memory" in _message(error)
    return name == "ParserError" and "out of memory" in _message(error)


def _says_storage_full(error):
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _message(error):
    if isinstance(error, SystemExit):
        return f"the script called exit({error.code!r})"
    if isinstance(error, ModuleNotFoundError) and error.name:
        from .missing_modules import missing_module_message

        return missing_module_message(error.name)
    try:
        text = str(error)
    except BaseException:
        return "its str() raised in turn"
    return " ".join(text.split())[:_MESSAGE_LIMIT]


def _traceback(error):
    """The traceback from the script's first frame on, its end if it is too long."""
    try:
        import traceback

        trace = error.__traceback__
        while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
            trace = trace.tb_next
        if trace is None and isinstance(error, MemoryError):
            # There was not even room to note where.
            return ""
        text = "".join(traceback.format_exception(type(error), error, trace))
    except BaseException:
        # Out of memory or of stack: the class and the message have to do.
        return ""
    if len(text) > _TRACEBACK_LIMIT:
        text = "(the beginning is left out)\n" + text[-_TRACEBACK_LIMIT:]
    return text


def _is_ours(path):
    return path.startswith(_OUR_FOLDER) or path.startswith(_IMPORT_MACHINERY)

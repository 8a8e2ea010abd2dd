"""What run() returned, as lines of the `append_row` file."""

import os
import sys

from .failures import ScriptFault

_SETTINGS_FILE = "parallel_run_step.settings.json"

_ALLOWED = (
    "it must return a list, tuple, DataFrame or NumPy array"
    " with one item for each file that succeeded."
)

# By type name: how to turn a common wrong return value into a right one.
_REMEDIES = {
    "NoneType": "Does every path of run() end in a return?",
    "Series": "Return it as .to_frame() or .tolist().",
    "coroutine": "run() must be a plain function, not async.",
    "dict": "Return [the dict] for one row, or a list of rows.",
    "generator": "Collect what it yields in a list.",
    "str": "Return [the text] for one row.",
}

_NOTICE_NUMPY = (
    "numpy_return",
    "run() returned a NumPy array: each element of its first axis becomes one row.",
)
_NOTICE_NEWLINE = (
    "newline_in_item",
    "an item that run() returned holds a newline: it takes several lines of the output.",
)


class RowWriter:
    """Counts and formats return values; `notify(code, message)` hears of surprises."""

    def __init__(self, appends_rows, frame_options, max_bytes, notify):
        self._appends_rows = appends_rows
        self._frame_options = frame_options
        self._max_bytes = max_bytes
        self._notify = notify
        for name in ("compression", "encoding"):
            if frame_options.get(name) not in (None, "infer", "utf-8"):
                notify(
                    "settings_" + name,
                    f"{_SETTINGS_FILE}: {name} changes nothing; rows are UTF-8 text.",
                )

    def rows(self, returned):
        """The number of items, the number of lines, and the lines as UTF-8, each ended by \\n.

        Bytes of file names that are not UTF-8 come out as they were.
        """
        if isinstance(returned, (list, tuple)):
            form = _list_text
        elif _is_instance(returned, "pandas", "DataFrame"):
            form = self._frame_text
        elif _is_instance(returned, "numpy", "ndarray") and returned.ndim:
            form = _array_text
            self._notify(*_NOTICE_NUMPY)
        else:
            raise _wrong_return(returned)
        items = len(returned)
        if not self._appends_rows:
            return items, 0, b""
        text = form(returned)
        lines = text.count("\n")
        # A frame quotes its line breaks, and may have a header.
        if lines > items and form in (_list_text, _array_text):
            self._notify(*_NOTICE_NEWLINE)
        data = text.encode("utf-8", "surrogateescape")
        if len(data) > self._max_bytes:
            raise ScriptFault(
                "rows_too_large",
                f"run() returned {len(data)} bytes of rows for one mini-batch; the most is"
                f" {self._max_bytes}. Make mini_batch_size smaller or rows shorter.",
            )
        return items, lines, data

    def _frame_text(self, frame):
        text = frame.to_csv(**self._frame_options)
        return text if text.endswith("\n") or not text else text + "\n"


def _list_text(items):
    return "\n".join(map(str, items)) + "\n" if items else ""


def _array_text(array):
    # By default NumPy breaks long elements into lines and leaves out the middle of longer ones.
    options = sys.modules["numpy"].printoptions(threshold=sys.maxsize, linewidth=sys.maxsize)
    with options:
        return _list_text(list(array))


def _is_instance(value, module, name):
    """Whether `value` is of a class of a library, which must be loaded already if it is."""
    cls = getattr(sys.modules.get(module), name, None)
    return isinstance(cls, type) and isinstance(value, cls)


def _wrong_return(returned):
    name = type(returned).__name__
    shown = "None" if returned is None else f"a value of type {name}"
    remedy = " " + _REMEDIES[name] if name in _REMEDIES else ""
    return ScriptFault("wrong_return", f"run() returned {shown}; {_ALLOWED}{remedy}")


def read_frame_options(folders):
    """Keyword arguments for DataFrame.to_csv: the contract's, overridden by the settings file.

    The first folder that has the file counts.
    """
    options = {"sep": " ", "header": False, "index": False}
    path = settings_path(folders)
    if path is not None:
        options.update(_read_overrides(path))
    return options


def settings_path(folders):
    """The settings file of the first folder that has one; None where none has."""
    paths = (os.path.join(folder, _SETTINGS_FILE) for folder in folders)
    return next(filter(os.path.lexists, paths), None)


def _read_overrides(path):
    import json

    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except OSError as error:
        raise ScriptFault("contract", f"{path}: cannot be read: {error.strerror}.") from error
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise ScriptFault("contract", f"{place}: {error.msg}.") from error
    except ValueError as error:
        raise ScriptFault("contract", f"{path}: {error}.") from error
    place = "it"
    for key in ("append_row", "pandas.DataFrame.to_csv"):
        if not isinstance(value, dict):
            break
        value = value.get(key, {})
        place = key
    if not isinstance(value, dict):
        raise ScriptFault("contract", f"{path}: {place} must be an object.")
    if "path_or_buf" in value:
        raise ScriptFault("contract", f"{path}: path_or_buf cannot be set; rows go to the output.")
    return value

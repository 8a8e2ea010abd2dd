"""The cap on this process's memory, and what to do when it is reached."""

import resource
import traceback
from contextlib import contextmanager

# Bytes lent beyond the cap to tell the runner about it.
_HEADROOM = 32 << 20


def limit_memory(size):
    """Caps private writable memory, in bytes; 0 leaves it as it is.

    The soft RLIMIT_DATA only: the runner moves it with prlimit(2) while the worker lives. Counts a
    shared model as well, and address space that was asked for and not used yet (setrlimit(2)).
    """
    if size:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (_within(size, hard), hard))


@contextmanager
def headroom():
    """Lifts the cap a little within the `with`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY:
        yield
        return
    resource.setrlimit(resource.RLIMIT_DATA, (_within(soft + _HEADROOM, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def release_frames(error):
    """Drops what the frames of an exception still hold: its traceback keeps their variables."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _within(size, hard):
    return size if hard == resource.RLIM_INFINITY else min(size, hard)

"""The cap on this process's memory, and how to go on when memory has run out."""

import mmap
import resource

# Telling the runner takes far less, the thread that limits a process's end 8 MiB of stack.
_RESERVE_SIZE = 16 << 20


def _map_reserve():
    """Address space that counts for the cap and takes no memory, as nobody writes to it."""
    return mmap.mmap(-1, _RESERVE_SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


_reserve = _map_reserve()


def limit_memory(size):
    """Caps private writable memory, in bytes; 0 leaves it as it is.

    The soft RLIMIT_DATA only: the runner moves it with prlimit(2) while the worker lives. Counts a
    shared model as well, and address space that was asked for and not used yet (setrlimit(2)).
    """
    if size:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        soft = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def recover_memory(error):
    """Makes room to tell the runner of an exception for want of memory.

    Gives the reserve back, and drops what the exception's frames hold: its traceback keeps their
    variables alive.
    """
    _release_reserve()
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        trace = error.__traceback__
        while trace is not None:
            try:
                trace.tb_frame.clear()
            except RuntimeError:
                # It is still at work.
                pass
            trace = trace.tb_next
        error = error.__cause__ or error.__context__


def lift_limit():
    """Lets this process end whatever its script has kept: the cap is gone, and the reserve given back."""
    _release_reserve()
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _release_reserve():
    global _reserve
    _reserve = None


def hold_reserve():
    """Takes the reserve again if it was given back, if need be above the cap."""
    global _reserve
    if _reserve is not None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    try:
        _reserve = _map_reserve()
    except OSError:
        # It is not the cap that keeps it from us.
        pass
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

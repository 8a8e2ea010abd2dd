"""Descriptors out of the script's way."""

import fcntl
import os
import resource

# Ours stand just below this number, or below the limit where that is lower.
_CEILING = 1024
_ROOM = 24


def move_high(descriptor):
    """Gives the descriptor a high number, and closes the low one.

    A script that closes descriptors without asking whose they are seldom comes this far; and if it
    does, the files that it opens next take the lowest free numbers and not ours, so that frames
    cannot end up in a file of its own.
    """
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _floor())
    os.close(descriptor)
    return moved


def with_low_numbers_taken(descriptor, act):
    """What `act()` gives, called while every number below ours is taken: what it opens stands high.

    For what takes the lowest free number by itself; `descriptor` is any that is open. Costs a
    millisecond.
    """
    floor = _floor()
    taken = []
    try:
        try:
            while not taken or taken[-1] < floor:
                taken.append(os.dup(descriptor))
        except OSError:
            # The script holds all high ones: then it is the highest that is left.
            pass
        if taken:
            os.close(taken.pop())
        return act()
    finally:
        for number in taken:
            os.close(number)


def _floor():
    """The lowest number of ours."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    ceiling = _CEILING if limit == resource.RLIM_INFINITY else min(limit, _CEILING)
    return max(0, ceiling - _ROOM)


def reopen_read_only_files():
    """Gives each file that is open for reading an offset of this process's own.

    Forked workers share the offsets of what init() opened: one would read where another has sought.
    """
    for number in map(int, os.listdir("/proc/self/fd")):
        path = f"/proc/self/fd/{number}"
        try:
            if number < 3 or not os.path.isfile(path):
                continue
            flags = fcntl.fcntl(number, fcntl.F_GETFL)
            if flags & os.O_ACCMODE != os.O_RDONLY:
                continue
            offset = os.lseek(number, 0, os.SEEK_CUR)
            inheritable = os.get_inheritable(number)
            reopened = os.open(path, flags)
        except OSError:
            # Gone since it was listed, or no longer ours to open.
            continue
        os.lseek(reopened, offset, os.SEEK_SET)
        os.dup2(reopened, number, inheritable)
        os.close(reopened)

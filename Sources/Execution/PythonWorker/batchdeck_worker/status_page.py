"""The status page: a page of memory in which the runner reads what this worker is doing.

Each field is a u64 at its index times eight. A store costs tens of nanoseconds and no system call.
Fields of a mini-batch are stored before the phase becomes RUNNING, so a reader that sees RUNNING
and the same dispatch id before and after has read one mini-batch's fields.
"""

import fcntl
import mmap
import os
import sys

from .descriptors import with_low_numbers_taken

SIZE = 4096
MAGIC = 0x42445751

# Indexes of the fields.
FIELD_MAGIC = 0
FIELD_PHASE = 1
FIELD_DISPATCH = 2
# Files that the script has taken from the mini-batch: 0 to count.
FIELD_TAKEN = 3
FIELD_COUNT = 4
# When run() started, CLOCK_MONOTONIC in nanoseconds.
FIELD_STARTED = 5
FIELD_MINI_BATCHES = 6
FIELD_FILES = 7
# Written by the runner: mini-batches up to this dispatch are to be left alone if they have not begun.
FIELD_TAKEN_BACK = 8

# Takes the place of the page where nothing is to be noted.
NOWHERE = [0] * (FIELD_TAKEN_BACK + 1)

STARTING = 0
INITIALIZING = 1
IDLE = 2
RUNNING = 3
STOPPING = 4

# In no version of Python's fcntl yet; since Linux 5.1 (fcntl(2)).
_F_SEAL_FUTURE_WRITE = 0x10


def open_status_page(descriptor):
    """The page behind `descriptor` as a writable sequence of u64 fields; closes the descriptor."""
    page = _map(descriptor)
    try:
        # From here on the two mappings, the runner's and this one, are the only ways to write.
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _F_SEAL_FUTURE_WRITE | fcntl.F_SEAL_SEAL)
    except OSError:
        # An older kernel.
        pass
    os.close(descriptor)
    fields = memoryview(page).cast("Q")
    fields[FIELD_PHASE] = STARTING
    fields[FIELD_MAGIC] = MAGIC
    return fields


def _map(descriptor):
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, SIZE, trackfd=False)
    # It keeps a duplicate for itself, and closes the number when it goes, whosever it is by then.
    return with_low_numbers_taken(descriptor, lambda: mmap.mmap(descriptor, SIZE))

"""The status page: a page of memory in which the runner reads what this worker is doing.

Each field is a u64 at its index times eight. A store costs tens of nanoseconds and no system call.
Fields of a mini-batch are stored before the phase becomes RUNNING, so a reader that sees RUNNING
and the same dispatch id before and after has read one mini-batch's fields.
"""

import mmap
import os

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


def open_status_page(descriptor):
    """The page behind `descriptor` as a writable sequence of u64 fields; closes the descriptor."""
    page = mmap.mmap(descriptor, SIZE)
    os.close(descriptor)
    fields = memoryview(page).cast("Q")
    fields[FIELD_PHASE] = STARTING
    fields[FIELD_MAGIC] = MAGIC
    return fields

"""A cap on the worker's memory: reaching it is told as such, and the worker goes on if it can."""

import resource
import signal

import pytest

from worker_process import INIT_FAILED, STOP

CAP = 300 << 20

SCRIPT = """
import ctypes
def init():
    pass
def large():
    blocks = []
    while True:
        blocks.append(bytearray(1 << 20))
def small():
    objects = []
    while True:
        objects.append([None] * 8)
def at_once():
    bytearray(1 << 40)
def array():
    import numpy
    numpy.ones(1 << 27)
def run(mini_batch):
    if mini_batch[0] != "fine":
        globals()[mini_batch[0]]()
    return mini_batch
"""


@pytest.mark.parametrize(
    "bomb", ["large", "small", "at_once", pytest.param("array", marks=pytest.mark.needs("numpy"))]
)
def test_a_memory_bomb_is_a_failure_and_the_worker_goes_on(scoring, bomb):
    worker = scoring(SCRIPT, memory_limit_bytes=CAP)
    for _ in range(2):
        failed = worker.run([bomb])
        assert failed.out_of_memory and "MemoryError" in failed.name
        # Small objects take the room in which the interpreter notes where it was.
        assert bomb == "small" or f"in {bomb}" in failed.traceback
        assert worker.run(["fine"]).rows == b"fine\n"
    assert worker.stop() == 0


KEEPING = """
kept = []
def run(mini_batch):
    for size in (1 << 20, 1 << 10, 1 << 4):
        try:
            while True:
                kept.append(bytes(size))
        except MemoryError:
            pass
    return mini_batch if HIDING else kept.append(bytes(1 << 30))
"""


def test_a_script_that_keeps_all_memory_is_told_all_the_same_and_stops_when_it_is_to(scoring):
    worker = scoring(KEEPING.replace("HIDING", "False"), memory_limit_bytes=CAP)
    assert worker.run(["a"]).out_of_memory
    assert worker.stop() == 0
    assert worker.stderr() == ""


def test_a_script_that_keeps_all_memory_and_hides_it_ends_by_that_cause(scoring):
    worker = scoring(KEEPING.replace("HIDING", "True"), memory_limit_bytes=CAP)
    assert worker.run(["a"]).rows == b"a\n"
    assert worker.exit_code() == 72
    assert "MemoryError\nbatch worker: that was outside of run()\n" in worker.stderr()


def test_a_library_that_does_not_check_dies_with_its_stack_in_the_log(scoring):
    worker = scoring(
        """
        import ctypes
        def run(mini_batch):
            libc = ctypes.CDLL(None)
            libc.malloc.restype = ctypes.c_void_p
            ctypes.memset(libc.malloc(ctypes.c_size_t(1 << 32)), 0, 8)
        """,
        memory_limit_bytes=CAP,
    )
    worker.send_run(["a"])
    assert worker.exit_code() == -signal.SIGSEGV
    assert "in run" in worker.stderr()


def test_the_runner_can_lift_the_cap_of_a_living_worker(scoring):
    worker = scoring(
        "def run(mini_batch):\n    return [len(bytearray(int(n))) for n in mini_batch]\n",
        memory_limit_bytes=CAP,
    )
    assert worker.run([str(2 * CAP)]).out_of_memory
    resource.prlimit(worker.process.pid, resource.RLIMIT_DATA, (3 * CAP, resource.RLIM_INFINITY))
    assert worker.run([str(2 * CAP)]).items == 1


def test_a_model_larger_than_the_cap_is_told_as_out_of_memory(scripted):
    kind, fields = scripted(
        "def init():\n    global m\n    m = bytearray(1 << 29)\ndef run(files):\n    return []\n",
        memory_limit_bytes=CAP,
    )
    assert (kind, fields["stage"], fields["class"]) == (INIT_FAILED, "init", "MemoryError")
    assert fields["out_of_memory"] is True


def test_a_forked_worker_has_a_cap_of_its_own(sharing):
    server = sharing(SCRIPT)
    one = server.fork("process001", memory_limit_bytes=CAP)
    two = server.fork("process002")
    for worker, soft in ((one, CAP), (two, resource.RLIM_INFINITY)):
        assert resource.prlimit(worker.pid, resource.RLIMIT_DATA)[0] == soft
    assert one.run(["large"]).out_of_memory
    assert one.run(["fine"]).rows == b"fine\n"
    one.send(STOP)
    assert one.reap()["status"] == 0


def test_a_cap_leaves_no_mark_on_a_worker_without_one(scoring):
    worker = scoring("def run(mini_batch):\n    return [len(bytearray(1 << 30))]\n")
    assert worker.run(["a"]).rows == b"%d\n" % (1 << 30)

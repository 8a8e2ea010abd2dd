"""run() that goes wrong: what FAILED says, and that the worker goes on."""

import errno
import os
import signal

import pytest

from worker_process import DEADLINE

FAULTS = """
import sys
def init():
    pass
def deep():
    return deep()
def helper(name):
    raise ValueError(f"cannot read\\n  {name}")
def run(mini_batch):
    name = mini_batch[0]
    if name == "value":
        helper(name)
    if name == "exit":
        sys.exit(3)
    if name == "interrupt":
        raise KeyboardInterrupt
    if name == "recursion":
        deep()
    if name == "memory":
        raise MemoryError("1 TiB")
    if name == "device":
        class OutOfMemoryError(RuntimeError): pass
        raise OutOfMemoryError("CUDA")
    if name == "allocator":
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 8 bytes")
    if name == "parser":
        class ParserError(ValueError): pass
        raise ParserError("Error tokenizing data. C error: out of memory")
    if name == "cause":
        raise ValueError("cannot score") from MemoryError()
    if name == "fork":
        raise OSError(12, "Cannot allocate memory")
    if name == "surrogate":
        raise ValueError("bad \\udcff name")
    if name == "mute":
        class Mute(Exception):
            def __str__(self):
                raise TypeError
        raise Mute
    if name == "long":
        raise ValueError("x" * 100_000)
    return mini_batch
"""


@pytest.mark.parametrize(
    "fault, name, message, memory",
    [
        ("value", "ValueError", "cannot read value", False),
        ("exit", "SystemExit", "the script called exit(3)", False),
        ("interrupt", "KeyboardInterrupt", "", False),
        ("memory", "MemoryError", "1 TiB", True),
        ("device", "OutOfMemoryError", "CUDA", True),
        ("fork", "OSError", f"[Errno {errno.ENOMEM}] Cannot allocate memory", True),
        (
            "allocator",
            "RuntimeError",
            "DefaultCPUAllocator: can't allocate memory: you tried 8 bytes",
            True,
        ),
        ("parser", "ParserError", "Error tokenizing data. C error: out of memory", True),
        ("cause", "ValueError", "cannot score", True),
        ("surrogate", "ValueError", "bad ? name", False),
        ("mute", "Mute", "its str() raised in turn", False),
        ("long", "ValueError", "x" * 2000, False),
    ],
)
def test_an_exception_in_run_is_reported_and_the_next_mini_batch_runs(
    scoring, fault, name, message, memory
):
    worker = scoring(FAULTS)
    failed = worker.run([fault])
    assert (failed.dispatch, failed.name, failed.message) == (1, name, message)
    assert failed.out_of_memory is memory
    assert len(failed.traceback) < 40_000
    assert worker.run(["fine"]).rows == b"fine\n"
    assert worker.status[6] == 1 and worker.status[7] == 1


@pytest.mark.parametrize(
    "statement, full",
    [
        ("open('/dev/full', 'w').write('x' * 100_000)", True),
        ("raise OSError(errno.EDQUOT, 'Disk quota exceeded')", True),
        ("raise ValueError('cannot save') from OSError(errno.ENOSPC, 'full')", True),
        ("open('/nowhere')", False),
    ],
)
def test_a_full_disk_is_told(scoring, statement, full):
    failed = scoring(f"import errno\ndef run(mini_batch):\n    {statement}\n").run(["a"])
    assert failed.storage_full is full and failed.out_of_memory is False


def test_the_traceback_starts_at_the_scripts_own_frame(scoring):
    worker = scoring(FAULTS)
    lines = worker.run(["value"]).traceback.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == f'  File "{worker.code}/score.py", line 12, in run'
    assert lines[2] == "    helper(name)"
    assert f'  File "{worker.code}/score.py", line 8, in helper' in lines
    assert lines[-2:] == ["ValueError: cannot read", "  value"]


def test_endless_recursion_is_a_failure_with_a_short_traceback(scoring):
    worker = scoring(FAULTS)
    failed = worker.run(["recursion"])
    assert failed.name == "RecursionError" and "line 6, in deep" in failed.traceback
    assert len(failed.traceback) < 5000
    assert worker.run(["fine"]).rows == b"fine\n"


def test_fewer_and_more_items_than_files_are_results(scoring):
    worker = scoring("def run(mini_batch): return ['x'] * int(mini_batch[0])")
    assert [worker.run([n, "b"]).items for n in "0137"] == [0, 1, 3, 7]


def test_a_crash_in_native_code_leaves_a_stack_in_the_log(scoring):
    worker = scoring("import ctypes\ndef run(mini_batch):\n    ctypes.string_at(0)\n")
    worker.send_run(["a"])
    assert worker.exit_code() == -signal.SIGSEGV
    assert f'File "{worker.code}/score.py", line 3 in run' in worker.stderr()


def test_os_exit_ends_the_worker_with_its_code(scoring):
    worker = scoring("import os\ndef run(mini_batch):\n    os._exit(9)\n")
    worker.send_run(["a"])
    assert worker.exit_code() == 9


def test_an_interrupt_from_the_terminal_does_not_reach_the_script(scoring):
    worker = scoring("def run(mini_batch):\n    return mini_batch\n")
    os.kill(worker.process.pid, signal.SIGINT)
    assert worker.run(["a"]).rows == b"a\n"


def test_a_term_signal_ends_the_worker(scoring):
    worker = scoring("import time\ndef run(mini_batch):\n    time.sleep(600)\n")
    worker.send_run(["a"])
    worker.until_running()
    worker.process.terminate()
    assert worker.process.wait(DEADLINE) == -signal.SIGTERM

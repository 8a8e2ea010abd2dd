"""Scripts that do to their process what nobody should: the worker lives, or says why it ends."""

import os
import signal

import pytest

from worker_process import FAILED, RESULT, STOP

ECHO = "def run(mini_batch):\n    return mini_batch\n"

# A phase on the status page.
RUNNING = 3

CLOSED = "batch worker: the script closed the descriptor of its connection to the runner\n"


@pytest.mark.parametrize(
    "deed",
    [
        "os.closerange(3, 256)",
        "logging.shutdown()",
        "sys.stdout = sys.stderr = io.StringIO()",
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
        "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
        "signal.signal(signal.SIGINT, signal.default_int_handler)",
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "os.nice(1)",
        "os.umask(0o777)",
        "sys.setswitchinterval(1e-6)",
        "gc.disable()",
    ],
)
def test_the_worker_goes_on_after(scoring, deed):
    worker = scoring(
        f"import gc, io, logging, os, signal, sys, threading\ndef run(mini_batch):\n    {deed}\n"
        "    print(logging.info('on'))\n    return mini_batch\n"
    )
    assert worker.run(["a"]).rows == b"a\n"
    assert worker.run(["b"]).rows == b"b\n"
    assert worker.stop() == 0


@pytest.mark.parametrize("deed", ["os.setsid()", "os.setpgid(0, 0)"])
def test_a_worker_cannot_leave_its_session(scoring, deed):
    worker = scoring(f"import os\ndef run(mini_batch):\n    {deed}\n    return mini_batch\n")
    assert worker.run(["a"]).name == "PermissionError"


def test_a_script_that_closes_all_descriptors_is_named_and_its_own_files_stay_clean(
    scoring, worker, tmp_path
):
    scoring(
        f"""
        import os
        def run(mini_batch):
            os.closerange(3, 65536)
            files = [open({str(tmp_path)!r} + f"/mine{{n}}", "w") for n in range(20)]
            return mini_batch
        """
    )
    worker.send_run(["a"])
    assert worker.receive() == (None, b"")
    assert worker.exit_code() == 71
    assert worker.status[1] == RUNNING, "the page does not tell that it died of this mini-batch"
    assert worker.stderr() == CLOSED
    assert {(tmp_path / f"mine{n}").read_bytes() for n in range(20)} == {b""}


def test_nothing_of_ours_is_among_the_low_descriptors(scoring):
    worker = scoring(
        "import os\ndef run(mini_batch):\n"
        "    return [n for n in range(3, 1000) if os.path.lexists(f'/proc/self/fd/{n}')]\n"
    )
    assert worker.run(["a"]).rows == b""


def test_a_script_that_writes_to_every_descriptor_does_not_reach_the_status_page(scoring, worker):
    scoring(
        """
        import os
        def run(mini_batch):
            for number in range(3, 1200):
                try:
                    # Not where it would be a frame.
                    if not os.readlink(f"/proc/self/fd/{number}").startswith("socket:"):
                        os.pwrite(number, b"\\xff" * 4096, 0)
                except OSError:
                    pass
            return mini_batch
        """
    )
    assert worker.run(["a"]).rows == b"a\n"
    assert worker.run(["b"]).rows == b"b\n"
    # Magic, phase, dispatch; mini-batches so far; the runner's own word.
    assert list(worker.status[:3]) == [0x42445751, 2, 2]
    assert (worker.status[6], worker.status[8]) == (2, 0)


def test_without_stderr_the_exit_code_alone_names_the_cause(scoring, worker):
    scoring("import os\ndef run(mini_batch):\n    os.closerange(0, 65536)\n    return mini_batch\n")
    worker.send_run(["a"])
    assert worker.exit_code() == 71
    assert worker.stderr() == ""


FORKING = """
import os, time
def wait(name):
    while not os.path.exists(name):
        time.sleep(0.002)
def run(mini_batch):
    for file in mini_batch:
        child = os.fork()
        if child == 0:
            CHILD
        status = os.waitpid(child, 0)[1]
        open("waited", "w").close()
        wait("gate")
        return [status]
"""


@pytest.mark.parametrize(
    "child, status", [("return ['twice']", 0), ("raise ValueError", 0), ("continue", 0)]
)
def test_a_process_that_the_script_forks_does_not_speak_for_the_worker(
    scoring, worker, child, status
):
    # "continue": the child iterates to the end of the mini-batch, forking again on its way.
    scoring(FORKING.replace("CHILD", child).replace('"waited"', 'f"waited{os.getpid()}"'))
    if child == "continue":
        (worker.folder / "scratch/gate").touch()
    worker.send_run(["a", "b", "c"])
    waited = worker.folder / f"scratch/waited{worker.process.pid}"
    worker.until(waited.exists)
    if child != "continue":
        # The child has gone its whole way, and the page still tells of the worker: RUNNING, file 1.
        assert (worker.status[1], worker.status[3], worker.status[6]) == (3, 1, 0)
        (worker.folder / "scratch/gate").touch()
    kind, body = worker.receive()
    assert kind == RESULT and body.endswith(b"%d\n" % status)
    assert worker.run(["d"]).items == 1
    assert (worker.status[6], worker.status[7]) == (2, 4)
    assert worker.stop() == 0


@pytest.mark.parametrize("error, code", [("TimeoutError", 70), ("MemoryError", 72)])
def test_an_exception_between_mini_batches_ends_the_worker_with_its_traceback(
    scoring, worker, error, code
):
    scoring(
        f"""
        import signal
        def ring(number, frame):
            raise {error}("late")
        def init():
            signal.signal(signal.SIGALRM, ring)
        def run(mini_batch):
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            return mini_batch
        """
    )
    assert worker.run(["a"]).rows == b"a\n"
    assert worker.exit_code() == code
    assert f"{error}: late\nbatch worker: that was outside of run()\n" in worker.stderr()
    assert "line 4, in ring" in worker.stderr()


def test_recursion_that_bursts_the_stack_leaves_it_in_the_log(scoring, worker):
    scoring(
        """
        import sys
        def deep(_):
            return max([1], key=deep)
        def run(mini_batch):
            sys.setrecursionlimit(10**8)
            return [deep(0)]
        """
    )
    worker.send_run(["a"])
    kind, _ = worker.receive()
    if kind is None:
        assert worker.exit_code() == -signal.SIGSEGV
        assert "line 4 in deep" in worker.stderr()
    else:
        # Python 3.12 and later guard the C stack.
        assert kind == FAILED


STUCK = """
import threading
import batchdeck_worker.process as ours
ours._GRACE_SECONDS = 1
def wait_for_ever():
    threading.Event().wait()
def init():
    threading.Thread(target=wait_for_ever).start()
    FAIL
def run(mini_batch):
    return []
"""


@pytest.mark.parametrize("end", ["stop", "orphan", "init"])
def test_a_thread_that_does_not_end_does_not_keep_the_worker(scripted, worker, end):
    scripted(STUCK.replace("FAIL", "raise ValueError" if end == "init" else "pass"))
    if end == "stop":
        worker.send(STOP)
    elif end == "orphan":
        worker.socket.close()
    assert worker.exit_code() == 1
    assert "in wait_for_ever" in worker.stderr()


def test_a_log_that_is_cut_while_the_worker_lives_goes_on_at_its_start(scoring, worker):
    scoring("def run(mini_batch):\n    print('x' * int(mini_batch[0]))\n    return []\n")
    worker.run(["1000000"])
    os.truncate(worker.folder / "stdout", 0)
    worker.run(["3"])
    assert worker.stdout() == "xxx\n"


def test_a_term_signal_that_the_script_ignores_leaves_kill(scoring, worker):
    scoring("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + ECHO)
    worker.process.terminate()
    assert worker.run(["a"]).rows == b"a\n"
    worker.process.kill()
    assert worker.exit_code() == -signal.SIGKILL


def test_what_is_printed_on_a_full_disk_is_lost_and_no_file_with_it(scoring):
    worker = scoring(
        """
        import logging, os, sys
        def run(mini_batch):
            full = os.open("/dev/full", os.O_WRONLY)
            os.dup2(full, 1)
            os.dup2(full, 2)
            for _ in range(2):
                print("x" * 100_000)
                print("y", file=sys.stderr, flush=True)
                logging.warning("z")
            return mini_batch
        """
    )
    assert worker.run(["a"]).rows == b"a\n"
    assert worker.stop() == 0

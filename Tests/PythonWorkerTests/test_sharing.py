"""Which models can be shared, and what becomes of the others."""

import pytest

ECHO = "def run(mini_batch):\n    return mini_batch\n"
PLAIN = "def init():\n    pass\n" + ECHO


@pytest.mark.parametrize(
    "deed, reason",
    [
        (
            "import _thread, time; _thread.start_new_thread(time.sleep, (600,))",
            "a thread of the script or its libraries (python",
        ),
        ("import subprocess; subprocess.Popen(['sleep', '600'])", "init() has started a process,"),
        ("import signal; signal.alarm(600)", "init() has set a timer,"),
        ("import socket; global s; s = socket.socketpair()", "init() has left a connection open,"),
        ("import sys; sys.modules['ctypes'] = None", "this Python has no ctypes."),
    ],
)
@pytest.mark.parametrize("share_model", ["auto", "on"])
def test_what_a_fork_would_lose_makes_the_process_a_worker_that_says_why(
    scoring, deed, reason, share_model
):
    worker = scoring(
        f"inits = 0\ndef init():\n    global inits\n    inits += 1\n    {deed}\n"
        "def run(mini_batch):\n    return [inits]\n",
        share_model=share_model,
    )
    (notice,) = worker.notices
    assert notice["code"] == "not_shared"
    assert notice["message"].startswith("Workers do not share the model: " + reason)
    assert worker.run(["a"]).rows == b"1\n"


@pytest.mark.needs("tqdm")
def test_progress_bars_do_not_keep_a_model_from_being_shared(sharing):
    server = sharing(
        """
        import threading, tqdm
        def init():
            global lock
            for _ in tqdm.tqdm(range(3)):
                pass
            lock = tqdm.tqdm.get_lock()
        def run(mini_batch):
            rows = list(tqdm.tqdm(mini_batch))
            return [*rows, tqdm.tqdm.get_lock() is lock, threading.active_count()]
        """
    )
    one = server.fork("process001")
    assert one.run(["a"]).rows == b"a\nFalse\n2\n"
    assert "100%" in one.stderr()


@pytest.mark.needs("pyarrow")
def test_pyarrow_can_be_shared(sharing):
    server = sharing(
        """
        import pyarrow, pyarrow.compute
        def init():
            global numbers
            numbers = pyarrow.array(range(1_000_000))
        def run(mini_batch):
            more = pyarrow.array(range(1_000_000))
            return [pyarrow.compute.sum(pyarrow.compute.add(numbers, more)).as_py()]
        """
    )
    for name in ("process001", "process002"):
        assert server.fork(name).run(["a"]).rows == b"999999000000\n"


@pytest.mark.needs("mlflow")
def test_an_mlflow_run_of_init_is_not_shared(scoring):
    worker = scoring(
        "import mlflow\ndef init():\n    mlflow.log_param('a', 1)\n" + ECHO, share_model="auto"
    )
    assert "MLflow run" in worker.notices[0]["message"]


@pytest.mark.needs("numpy")
def test_a_worker_that_cannot_be_shared_gets_its_threads_all_the_same(scoring):
    worker = scoring(
        """
        import os, signal, numpy
        def init():
            signal.alarm(600)
        def run(mini_batch):
            matrix = numpy.ones((500, 500))
            matrix @ matrix
            return [len(os.listdir("/proc/self/task"))]
        """,
        share_model="auto",
        environment={"OPENBLAS_NUM_THREADS": "2"},
    )
    assert worker.run(["a"]).rows == b"2\n"


def test_sharing_is_off_unless_it_is_asked_for(scoring):
    worker = scoring(PLAIN)
    assert worker.run(["a"]).rows == b"a\n" and worker.notices == []

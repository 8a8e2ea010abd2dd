"""Workers that share a model: forked from a process that has run init() once."""

import json
import os
import select
import signal
import struct

import pytest

from fork_server_process import ForkedWorker
from worker_process import CONFIGURE, DEADLINE, FORK, INIT_FAILED, READY, REAP, RUN, STOP

ECHO = "def run(mini_batch):\n    return mini_batch\n"
PLAIN = "def init():\n    pass\n" + ECHO


def test_workers_score_with_what_init_made_once(sharing, worker):
    server = sharing(
        """
        import os
        def init():
            global model
            model = {"pid": os.getpid()}
            print("loaded")
        def run(mini_batch):
            print("scored", *mini_batch)
            return [model["pid"], os.getpid(), len(mini_batch)]
        """
    )
    assert server.facts["pid"] == worker.process.pid
    workers = [server.fork(f"process{n:03}") for n in (1, 2)]
    for one in workers:
        rows = one.run(["a", "b"]).rows.decode().split()
        assert rows == [str(worker.process.pid), str(one.pid), "2"]
        assert one.ready["pid"] == one.pid
        assert (one.status[6], one.status[7]) == (1, 2)
        assert (one.stdout(), one.stderr()) == ("scored a b\n", "")
    assert worker.stdout() == "loaded\n"


def test_stop_ends_workers_one_by_one_and_then_the_server(sharing, worker):
    server = sharing(
        """
        import atexit, os
        def init():
            atexit.register(lambda: print("exit", os.getpid()))
        def run(mini_batch):
            return []
        def shutdown():
            print("shutdown")
        """
    )
    one = server.fork("process001")
    one.send(STOP)
    fields = one.reap()
    assert fields["status"] == 0 and fields["pid"] == one.pid
    assert fields["user_seconds"] >= 0 and fields["system_seconds"] >= 0
    assert fields["max_rss_kib"] > 1000
    assert one.stdout() == f"shutdown\nexit {one.pid}\n"
    assert worker.stop() == 0
    assert worker.stdout() == "", "the server runs nothing of the script's at its end"


def test_a_killed_worker_is_reported_with_its_signal_and_replaced(sharing):
    server = sharing(PLAIN)
    first = server.fork("process001")
    os.kill(first.pid, signal.SIGKILL)
    assert first.receive() == (None, b"")
    assert os.WTERMSIG(first.reap()["status"]) == signal.SIGKILL
    assert server.fork("process002").run(["a"]).rows == b"a\n"


@pytest.mark.parametrize("way", ["killed", "stopped", "unheard"])
def test_workers_and_their_processes_end_with_the_server(sharing, worker, way):
    server = sharing(
        """
        import subprocess
        def init():
            pass
        def run(mini_batch):
            child = subprocess.Popen(["sleep", "600"])
            child.wait()
            return []
        """
    )
    one = server.fork("process001")
    one.send_run(["a"])
    children = f"/proc/{one.pid}/task/{one.pid}/children"
    one.until(lambda: open(children).read())
    child = os.pidfd_open(int(open(children).read()))
    if way == "killed":
        # By the kernel, without a last word: the runner ends the session.
        worker.process.kill()
        one.wait()
        signal.pidfd_send_signal(child, signal.SIGKILL)
    elif way == "stopped":
        worker.send(STOP)
    else:
        worker.socket.close()
    one.wait()
    _wait(child)
    assert worker.exit_code() == (-9 if way == "killed" else 0)


def _wait(pidfd):
    assert select.select([pidfd], [], [], DEADLINE)[0], "it outlived the server"
    os.close(pidfd)


def test_a_worker_leads_its_session_and_holds_only_its_own_descriptors(sharing):
    server = sharing(
        """
        import os
        def init():
            pass
        def run(mini_batch):
            links = {n: os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
                     if os.path.lexists(f"/proc/self/fd/{n}")}
            sockets = sum(link.startswith("socket:") for link in links.values())
            return [os.getsid(0) == os.getpid(), sockets, links["1"], links["2"], os.getcwd(),
                    len(links)]
        """
    )
    server.fork("process001")
    one = server.fork("process002")
    folder = str(one.folder)
    assert one.run(["a"]).rows.decode().split() == [
        "True",
        "1",
        folder + "/stdout",
        folder + "/stderr",
        folder,
        # The standard three, the wire, and the status page's, of which mmap keeps a duplicate.
        "5",
    ]


def test_each_worker_has_its_own_name_folders_and_variables(sharing, worker):
    server = sharing(
        """
        import logging, os
        from azureml_user.parallel_run import EntryScript
        entry = EntryScript()
        log = entry.logger
        def init():
            logging.getLogger("mine").addHandler(logging.FileHandler("mine.log"))
            log.info("init")
            logging.getLogger("mine").warning("init")
        def after_fork():
            print("forked", os.environ["CUDA_VISIBLE_DEVICES"], "GONE" in os.environ)
        def run(mini_batch):
            log.info("scored")
            logging.getLogger("mine").warning("scored")
            return [entry.agent_name, entry.working_dir, os.environ["MLFLOW_TRACKING_URI"]]
        """,
        environment={"GONE": "1"},
    )
    one = server.fork("process007", environment={"CUDA_VISIBLE_DEVICES": "1", "GONE": None})
    logs = worker.folder / "logs/entry"
    assert one.run(["a"]).rows.decode().split() == [
        "process007",
        str(one.folder),
        f"file://{logs}/mlruns/process007",
    ]
    assert one.stdout().splitlines()[0] == "forked 1 False"
    assert (logs / "process007.log.txt").read_text().endswith(" INFO EntryScript: scored\n")
    assert (logs / "process003.log.txt").read_text().endswith(" INFO EntryScript: init\n")
    assert (one.folder / "mine.log").read_text() == "scored\n"
    assert (worker.folder / "scratch/mine.log").read_text() == "init\n"


def test_random_numbers_differ_between_workers(sharing):
    server = sharing(
        """
        import random
        def init():
            random.seed(7)
        def run(mini_batch):
            return [random.random()]
        """
    )
    rows = {server.fork(f"process{n:03}").run(["a"]).rows for n in range(3)}
    assert len(rows) == 3


@pytest.mark.needs("numpy")
def test_numpys_global_random_numbers_differ_between_workers(sharing):
    server = sharing(
        """
        import numpy
        def init():
            numpy.random.seed(7)
        def run(mini_batch):
            return [numpy.random.random()]
        """
    )
    rows = {server.fork(f"process{n:03}").run(["a"]).rows for n in range(3)}
    assert len(rows) == 3


@pytest.mark.needs("numpy")
def test_libraries_have_one_thread_before_the_fork_and_their_share_after_it(sharing):
    server = sharing(
        """
        import os, numpy
        def init():
            global matrix
            matrix = numpy.ones((500, 500))
            matrix @ matrix
            print(os.environ["OPENBLAS_NUM_THREADS"])
        def run(mini_batch):
            matrix @ matrix
            return [len(os.listdir("/proc/self/task")), os.environ.get("OMP_NUM_THREADS"),
                    os.environ.get("OPENBLAS_NUM_THREADS")]
        """,
        environment={"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    )
    assert server.process.stdout() == "1\n"
    assert server.fork("process001").run(["a"]).rows == b"2\n2\n2\n"
    three = {"OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": None}
    fields = server.fork("process002", environment=three).run(["a"]).rows
    assert fields.split()[1:] == [b"3", b"None"]


def test_a_file_that_init_left_open_is_read_by_each_worker_at_its_own_place(sharing, worker):
    (worker.code / "data").write_bytes(bytes(range(100)))
    server = sharing(
        """
        import os
        def init():
            global data
            data = open(os.path.join(os.path.dirname(__file__), "data"), "rb", buffering=0)
            data.seek(10)
        def run(mini_batch):
            return [data.read(1)[0]]
        """
    )
    one, two = (server.fork(f"process{n:03}") for n in (1, 2))
    rows = [each.run(["a"]).rows for each in (one, two, one, two)]
    assert rows == [b"10\n", b"10\n", b"11\n", b"11\n"]


def test_what_was_printed_before_the_fork_stands_once_in_the_log(sharing, worker):
    server = sharing(
        """
        import ctypes, sys
        def init():
            sys.stdout.reconfigure(line_buffering=False)
            sys.stdout.write("python")
            ctypes.CDLL(None).printf(b"native")
            global log
            log = open("log", "w")
            log.write("log")
        def run(mini_batch):
            return mini_batch
        """
    )
    one = server.fork("process001")
    one.send(STOP)
    one.reap()
    assert one.stdout() == ""
    assert worker.stdout() == "pythonnative"
    assert (worker.folder / "scratch/log").read_text() == "log"


def test_handlers_and_masks_of_the_script_hold_in_workers_and_not_in_the_server(sharing, worker):
    server = sharing(
        """
        import os, signal
        def init():
            signal.signal(signal.SIGTERM, lambda *_: print("term"))
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        def run(mini_batch):
            os.kill(os.getpid(), signal.SIGTERM)
            return [signal.getsignal(signal.SIGCHLD).name,
                    *(s.name for s in signal.pthread_sigmask(signal.SIG_BLOCK, []))]
        """
    )
    one = server.fork("process001")
    assert one.run(["a"]).rows == b"SIG_IGN\nSIGUSR1\n"
    assert one.stdout() == "term\n"
    one.send(STOP)
    assert one.reap()["status"] == 0
    worker.process.terminate()
    assert worker.exit_code() == -signal.SIGTERM


def test_an_exception_in_after_fork_is_a_failed_start_of_that_worker(sharing):
    server = sharing("def after_fork():\n    raise ValueError('no')\n" + PLAIN)
    one = server.fork_unready("process001")
    kind, body = one.receive()
    fields = json.loads(body)
    assert (kind, fields["stage"], fields["class"]) == (INIT_FAILED, "after_fork", "ValueError")
    assert "line 2, in after_fork" in fields["traceback"]
    assert os.WEXITSTATUS(one.reap()["status"]) == 1


def test_init_that_fails_is_told_as_without_sharing(scripted, worker):
    kind, fields = scripted("def init():\n    1 / 0\n" + ECHO, share_model="on")
    assert (kind, fields["stage"], fields["class"]) == (INIT_FAILED, "init", "ZeroDivisionError")
    assert worker.exit_code() == 1


@pytest.mark.parametrize(
    "deed, reason",
    [
        (
            "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()",
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


def test_a_stop_that_comes_with_configure_ends_the_server(worker):
    (worker.code / "score.py").write_text(PLAIN)
    worker.start()
    body = json.dumps({**worker.fields(), "share_model": "on"}).encode()
    # In one write, so that both are read at once.
    configure = struct.pack("<IB", len(body) + 1, CONFIGURE) + body
    worker.socket.sendall(configure + struct.pack("<IB", 1, STOP))
    assert worker.exit_code() == 0


def test_two_forks_in_a_row_keep_their_descriptors_apart(sharing):
    server = sharing(PLAIN)
    # Lets the frames gather.
    os.kill(server.process.process.pid, signal.SIGSTOP)
    workers = [ForkedWorker(server.process.folder / f"process{n:03}", server) for n in range(5)]
    for one in workers:
        one.request({"process_name": one.folder.name, "working_dir": str(one.folder)})
        server.workers.append(one)
    os.kill(server.process.process.pid, signal.SIGCONT)
    for one in workers:
        kind, body = one.receive()
        assert kind == READY
        assert one.run([one.folder.name]).rows.decode() == one.folder.name + "\n"


@pytest.mark.parametrize(
    "kind, body, complaint",
    [
        (FORK, b"{}", "FORK with 0 descriptors"),
        (FORK, b"[]", "FORK is not a JSON object"),
        (REAP, b'{"pid": 1}', "REAP of 1, which is no worker"),
        (RUN, b"", "frame of kind 2 to a fork server"),
    ],
)
def test_a_frame_that_makes_no_sense_to_a_fork_server_ends_it(
    sharing, worker, kind, body, complaint
):
    sharing(PLAIN)
    worker.send(kind, body)
    assert worker.exit_code() == 70
    assert worker.stderr() == f"fork server: {complaint}\n"

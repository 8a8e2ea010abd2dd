"""What is a forked worker's own, though it began as a copy."""

import json
import os
import signal

import pytest

from worker_process import INIT_FAILED, STOP

ECHO = "def run(mini_batch):\n    return mini_batch\n"
PLAIN = "def init():\n    pass\n" + ECHO


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
                    sum(not link.startswith("/memfd:") for link in links.values())]
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
        # The standard three and the wire. Of the status page mmap keeps a duplicate, before Python 3.13.
        "4",
    ]


def test_a_file_that_init_opened_in_place_of_low_descriptors_is_read_as_it_is(sharing, tmp_path):
    (tmp_path / "model").write_text("hello")
    server = sharing(
        f"""
        import os
        def init():
            global model
            os.closerange(3, 256)
            model = open({str(tmp_path / "model")!r})
        def run(mini_batch):
            model.seek(0)
            return [model.read()]
        """
    )
    assert server.fork("process001").run(["a"]).rows == b"hello\n"
    assert server.fork("process002").run(["a"]).rows == b"hello\n"


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
            print("forked", os.environ["CUDA_VISIBLE_DEVICES"])
        def run(mini_batch):
            log.info("scored")
            logging.getLogger("mine").warning("scored")
            return [entry.agent_name, entry.working_dir, os.environ["MLFLOW_TRACKING_URI"]]
        """
    )
    one = server.fork("process007", environment={"CUDA_VISIBLE_DEVICES": "1"})
    logs = worker.folder / "logs/entry"
    assert one.run(["a"]).rows.decode().split() == [
        "process007",
        str(one.folder),
        f"file://{logs}/mlruns/process007",
    ]
    assert one.stdout().splitlines()[0] == "forked 1"
    assert (logs / "process007.log.txt").read_text().endswith(" INFO EntryScript: scored\n")
    assert (logs / "process003.log.txt").read_text().endswith(" INFO EntryScript: init\n")
    assert (one.folder / "mine.log").read_text() == "scored\n"
    assert (worker.folder / "scratch/mine.log").read_text() == "init\n"


def test_the_kernel_would_sooner_kill_a_worker_than_the_server(sharing, worker):
    one = sharing(PLAIN).fork("process001")

    def score(pid):
        with open(f"/proc/{pid}/oom_score_adj") as file:
            return int(file.read())

    assert score(one.pid) == min(score(worker.process.pid) + 100, 1000)


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

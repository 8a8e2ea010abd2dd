"""Workers that share a model: forked from a process that has run init() once."""

import os
import select
import signal
import struct

import pytest

from fork_server_process import ForkedWorker, pss_bytes
from worker_process import CONFIGURE, DEADLINE, FORK, INIT_FAILED, READY, REAP, RUN, STOP
from worker_process import settings_body

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


def test_init_that_fails_is_told_as_without_sharing(scripted, worker):
    kind, fields = scripted("def init():\n    1 / 0\n" + ECHO, share_model="on")
    assert (kind, fields["stage"], fields["class"]) == (INIT_FAILED, "init", "ZeroDivisionError")
    assert worker.exit_code() == 1


@pytest.mark.needs("numpy")
def test_four_workers_take_hardly_more_memory_than_one_model(sharing, worker):
    size = 300_000_000
    server = sharing(
        f"""
        import numpy
        def init():
            global model
            model = numpy.ones({size} // 8)
        def run(mini_batch):
            return [model.sum()]
        """
    )
    workers = [server.fork(f"process{n:03}") for n in range(4)]
    for one in workers:
        assert one.run(["a"]).items == 1
    assert sum(map(pss_bytes, [worker.process.pid, *(one.pid for one in workers)])) < 1.2 * size


def test_a_stop_that_comes_with_configure_ends_the_server(worker):
    (worker.code / "score.py").write_text(PLAIN)
    worker.start()
    body = settings_body({**worker.fields(), "share_model": "on"})
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
        (FORK, b"", "FORK with 0 descriptors"),
        (FORK, b"a=b", "FORK without a terminated setting"),
        (REAP, struct.pack("<i", 1), "REAP of 1, which is no worker"),
        (REAP, b"1", "REAP of 1 bytes"),
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

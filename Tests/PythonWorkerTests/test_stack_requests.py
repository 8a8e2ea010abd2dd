"""The stacks of all threads on request, wherever the script is."""

import os
import signal

import pytest

from worker_process import STOP

STACK_SIGNAL = signal.SIGRTMAX - 3

BUSY = {
    "sleeping": "    time.sleep(600)",
    "in Python": "    while True: pass",
    "in native code": "    ctypes.CDLL(None).sleep(600)",
    "in native code with the lock": "    ctypes.PyDLL(None).sleep(600)",
}


@pytest.mark.parametrize("place", BUSY)
def test_the_stack_of_a_busy_worker_is_written_on_request(scoring, tmp_path, place):
    stacks = tmp_path / "stacks"
    worker = scoring(
        f"import ctypes, time\ndef run(mini_batch):\n{BUSY[place]}\n", stack_file=str(stacks)
    )
    worker.send_run(["a"])
    worker.until_running()
    os.kill(worker.process.pid, STACK_SIGNAL)
    worker.until(lambda: f'File "{worker.code}/score.py", line 3 in run' in stacks.read_text())
    assert worker.stderr() == ""


def test_a_request_does_not_disturb_the_mini_batch(scoring, tmp_path):
    stacks = tmp_path / "stacks"
    worker = scoring(
        """
        import os, time
        def run(mini_batch):
            while os.path.getsize(mini_batch[0]) == 0:
                time.sleep(0.002)
            return mini_batch
        """,
        stack_file=str(stacks),
    )
    worker.send_run([str(stacks)])
    worker.until_running()
    os.kill(worker.process.pid, STACK_SIGNAL)
    assert worker.outcome().rows.decode() == f"{stacks}\n"


def test_without_a_file_stacks_go_to_stderr(scoring):
    worker = scoring("import time\ndef run(mini_batch):\n    time.sleep(600)\n")
    worker.send_run(["a"])
    worker.until_running()
    os.kill(worker.process.pid, STACK_SIGNAL)
    worker.until(lambda: "line 3 in run" in worker.stderr())


def test_a_worker_answers_requests_as_soon_as_its_page_is_there(worker):
    worker.start()
    worker.until(lambda: worker.status[0])
    os.kill(worker.process.pid, STACK_SIGNAL)
    worker.until(lambda: "in receive" in worker.stderr())
    assert worker.stop() == 0


def test_a_forked_worker_has_a_stack_file_of_its_own(sharing, tmp_path):
    server = sharing(
        """
        import time
        def init():
            pass
        def run(mini_batch):
            time.sleep(600)
        """,
        stack_file=str(tmp_path / "server"),
    )
    one = server.fork("process001", stack_file=str(tmp_path / "worker"))
    one.send_run(["a"])
    one.until_running()
    os.kill(one.pid, STACK_SIGNAL)
    one.until(lambda: "in run" in (tmp_path / "worker").read_text())
    os.kill(server.process.process.pid, STACK_SIGNAL)
    one.until(lambda: "in serve" in (tmp_path / "server").read_text())
    assert "in run" not in (tmp_path / "server").read_text()


def test_the_usual_signals_are_left_to_the_script(scoring, worker):
    scoring(
        """
        import os, signal
        def run(mini_batch):
            os.kill(os.getpid(), signal.SIGUSR1)
            return [seen]
        def note(number, frame):
            global seen
            seen = number
        signal.signal(signal.SIGUSR1, note)
        """
    )
    assert worker.run(["a"]).rows == b"%d\n" % signal.SIGUSR1
    worker.send(STOP)
    assert worker.exit_code() == 0

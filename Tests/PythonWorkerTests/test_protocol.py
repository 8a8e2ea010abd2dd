"""Frames in order, the end of the stream, and frames that the protocol does not allow."""

import os
import signal
import struct

import pytest

from worker_process import CONFIGURE, RUN, SKIPPED, STOP, run_body

ECHO = "def run(mini_batch):\n    return mini_batch\n"


def test_queued_mini_batches_are_run_in_order(scoring):
    worker = scoring("def run(mini_batch, context):\n    return [context.minibatch_index]\n")
    frames = b""
    for index in range(200):
        body = run_body(1000 + index, index, [f"/in/{index}"])
        frames += struct.pack("<IB", len(body) + 1, RUN) + body
    worker.socket.sendall(frames)
    outcomes = [worker.outcome() for _ in range(200)]
    assert [outcome.dispatch for outcome in outcomes] == list(range(1000, 1200))
    assert b"".join(o.rows for o in outcomes).split() == [b"%d" % n for n in range(200)]


def test_a_frame_much_larger_than_a_read_arrives_whole(scoring):
    files = [f"/in/{n:040}" for n in range(20_000)]
    result = scoring(ECHO).run(files)
    assert result.rows.decode() == "\n".join(files) + "\n"


def test_a_frame_sent_byte_by_byte_arrives_whole(scoring):
    worker = scoring(ECHO)
    body = run_body(7, 0, ["/in/a"])
    for byte in struct.pack("<IB", len(body) + 1, RUN) + body:
        worker.socket.sendall(bytes([byte]))
    result = worker.outcome()
    assert (result.dispatch, result.rows) == (7, b"/in/a\n")


def test_times_of_a_run_are_told_in_nanoseconds(scoring):
    worker = scoring(
        """
        import time
        def run(mini_batch):
            end = time.process_time() + 0.05
            while time.process_time() < end:
                pass
            return mini_batch
        """
    )
    for _ in range(2):
        result = worker.run(["a"])
        assert 50_000_000 <= result.run_ns < 30_000_000_000
        assert 50_000_000 <= result.cpu_ns < 500_000_000


def test_a_runner_that_is_gone_ends_an_idle_worker_quietly(scoring, worker):
    scoring(ECHO + "def shutdown():\n    print('shutdown')\n")
    worker.socket.close()
    assert worker.exit_code() == 0
    assert (worker.stdout(), worker.stderr()) == ("", "")


def test_a_runner_that_is_gone_before_configure_ends_the_worker_quietly(worker):
    worker.start().socket.close()
    assert worker.exit_code() == 0
    assert worker.stderr() == ""


def test_a_runner_that_is_gone_during_run_ends_the_worker_quietly(scoring, worker):
    (worker.folder / "gate").touch()
    scoring(
        f"""
        import os, time
        def run(mini_batch):
            while os.path.exists({str(worker.folder / "gate")!r}):
                time.sleep(0.002)
            return mini_batch
        """
    )
    worker.send_run(["a"])
    worker.until_running()
    worker.socket.close()
    (worker.folder / "gate").unlink()
    assert worker.exit_code() == 0
    assert worker.stderr() == ""


def test_stop_before_configure_ends_the_worker(worker):
    assert worker.start().stop() == 0


RUN_BODY = run_body(1, 0, ["/in/a"])


@pytest.mark.parametrize(
    "data, complaint",
    [
        (struct.pack("<IB", 0, RUN), "frame of 0 bytes; it must be 1 to 67108864"),
        (struct.pack("<IB", 1 << 31, RUN), "frame of 2147483648 bytes; it must be 1 to 67108864"),
        (struct.pack("<IB", 1, 99), "frame of kind 99 after CONFIGURE"),
        (struct.pack("<IB", 1, CONFIGURE), "frame of kind 1 after CONFIGURE"),
        (struct.pack("<IB", 1, RUN), "RUN without a terminated path"),
        (struct.pack("<IB", 26, RUN) + RUN_BODY[:-1], "RUN without a terminated path"),
        (
            struct.pack("<IB", 27, RUN) + struct.pack("<QQI", 1, 0, 2) + RUN_BODY[20:],
            "RUN announces 2 files and holds 1",
        ),
    ],
)
def test_a_bad_frame_is_one_line_on_stderr_and_exit_70(scoring, worker, data, complaint):
    scoring(ECHO)
    worker.socket.sendall(data)
    assert worker.exit_code() == 70
    assert worker.stderr() == f"batch worker: {complaint}\n"


@pytest.mark.parametrize(
    "body, complaint",
    [
        (b"code_dir=/c", "CONFIGURE without a terminated setting"),
        (b"code_dir\0", "CONFIGURE holds 'code_dir', which is no setting"),
        (b"", "CONFIGURE has no scoring_script"),
        (b"scoring_script=/s.py\0", "CONFIGURE has no code_dir"),
    ],
)
def test_a_bad_configuration_is_exit_70(worker, body, complaint):
    worker.start().send(CONFIGURE, body)
    assert worker.exit_code() == 70
    assert worker.stderr().startswith(f"batch worker: {complaint}")


def test_a_number_that_is_none_is_exit_70(worker):
    worker.start()
    with pytest.raises(AssertionError):
        worker.configure(memory_limit_bytes="1GiB")
    assert worker.exit_code() == 70
    complaint = "batch worker: CONFIGURE: memory_limit_bytes is '1GiB'; it must be a number"
    assert worker.stderr() == complaint + "\n"


def test_an_unknown_output_action_is_exit_70(worker):
    worker.start()
    with pytest.raises(AssertionError):
        worker.configure(output_action="append")
    assert worker.exit_code() == 70


def test_processes_that_the_script_starts_do_not_hold_the_wire(scoring, worker):
    scoring(
        """
        import os, subprocess, sys, time
        LIST = "import os; print([os.readlink(f'/proc/self/fd/{n}') for n in range(3, 9)" \\
               " if os.path.lexists(f'/proc/self/fd/{n}')])"
        def run(mini_batch):
            inherited = subprocess.check_output([sys.executable, "-c", LIST], close_fds=False)
            forked = os.fork()
            if forked == 0:
                time.sleep(600)
            return [inherited.decode().strip(), forked]
        """
    )
    inherited, forked = worker.run(["a"]).rows.decode().splitlines()
    try:
        assert "socket" not in inherited and "memfd" not in inherited
        worker.process.kill()
        # The forked child lives on; the wire ends all the same.
        assert worker.receive() == (None, b"")
    finally:
        os.kill(int(forked), signal.SIGKILL)


def test_stop_is_obeyed_after_a_failed_mini_batch(scoring, worker):
    scoring("def run(mini_batch):\n    raise ValueError\n")
    worker.send_run(["a"])
    worker.send(STOP)
    assert worker.outcome().name == "ValueError"
    assert worker.exit_code() == 0


def test_mini_batches_that_were_taken_back_are_not_begun(scoring, tmp_path):
    gate = tmp_path / "gate"
    worker = scoring(
        f"""
        import os, time
        def run(mini_batch):
            while not os.path.exists({str(gate)!r}):
                time.sleep(0.002)
            return mini_batch
        """
    )
    worker.send_run(["a"])
    worker.send_run(["b"])
    worker.until_running()
    worker.send_run(["c"])
    # Up to the second one.
    worker.status[8] = worker.status[2] + 1
    worker.send(STOP)
    gate.touch()
    assert worker.outcome().rows == b"a\n"
    kind, body = worker.receive()
    assert kind == SKIPPED
    assert int.from_bytes(body, "little") == worker.status[8]
    assert worker.outcome().rows == b"c\n"
    assert worker.receive() == (None, b"")
    assert worker.exit_code() == 0

"""How jobs end, and what their commands tell the shell."""

import fcntl
import os
import pty
import signal
import termios

import pytest

from deck import until
from deployment import NAPPING

INIT_FAILS = """
    def init():
        raise RuntimeError("the weights are gone")

    def run(mini_batch):
        return []
    """


def test_a_job_whose_init_fails_ends_with_1_and_shows_the_traceback(deck, deploy):
    sheets = deploy(INIT_FAILS)

    finished = deck.run(sheets, code=1)

    script = sheets.folder / "code/score.py"
    assert "RuntimeError: the weights are gone" in finished.errors[-3]
    assert f'    File "{script}", line 3, in init' in finished.errors
    shown = deck.show(deck.job)
    assert (shown["status"], shown["error"]["code"]) == ("Failed", "InitFailed")
    assert "RuntimeError: the weights are gone" in shown["error"]["message"]
    assert f'File "{script}", line 3, in init' in shown["error"]["traceback"]


def test_a_failed_job_can_be_resumed_when_its_cause_is_mended(deck, deploy):
    sheets = deploy(INIT_FAILS)
    deck.run(sheets, code=1)

    sheets.write_script(NAPPING)
    deck.call("job", "resume", "-n", deck.job, "--accept-changes", code=0)

    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    assert deck.show(deck.job)["error"] is None


def test_a_job_beyond_its_error_threshold_ends_with_1(deck, deploy):
    sheets = deploy(NAPPING, files=40, bad=range(0, 40, 4), error_threshold=2)

    finished = deck.run(sheets, code=1)

    shown = deck.show(deck.job)
    assert (shown["status"], shown["error"]["code"]) == ("Failed", "ErrorThresholdExceeded")
    assert shown["error"]["message"].startswith("3 items failed and error_threshold is 2; ")
    assert "3 items failed and error_threshold is 2" in finished.err
    assert "is not a sheet" in finished.err
    # A resume would count the same failed files, and fail at once.
    assert finished.errors[-1] == f"Retry:  batchdeck job retry-failed -n {deck.job}"
    assert "Resume:" not in finished.err


def test_a_job_within_its_error_threshold_ends_with_0_and_names_the_failed_files(deck, deploy):
    sheets = deploy(NAPPING, files=40, bad=[3, 30], error_threshold=2)

    finished = deck.run(sheets, code=0)

    assert "38 of 40 files scored, 2 failed." in finished.err
    for name in ("0003-bad.txt", "0030-bad.txt"):
        index = finished.errors.index(f"  {name}")
        assert finished.errors[index + 1] == f"      ValueError: {name} is not a sheet"
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    assert finished.errors[-1] == f"Retry:  batchdeck job retry-failed -n {deck.job}"


def test_a_job_that_scores_nothing_fails(deck, deploy):
    finished = deck.run(deploy(NAPPING, files=3, bad=range(3)), code=1)

    assert deck.show(deck.job)["error"]["code"] == "NothingSucceeded"
    assert "is not a sheet" in finished.err


def test_without_isolation_every_file_of_a_failing_mini_batch_fails(deck, deploy):
    sheets = deploy(NAPPING, files=9, bad=[4], mini_batch_size=3)

    finished = deck.run(sheets, "--no-isolation", code=0)

    assert "6 of 9 files scored, 3 failed." in finished.err


def interrupted_run(deck, sheets):
    """A `run` that has scored something, with its job's name."""
    process = deck.start(*deck.run_arguments(sheets))
    deck.wait_for_runner()
    deck.wait_for(deck.job, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    return process


def test_ctrl_c_stops_the_job_after_the_running_mini_batches(deck, deploy):
    sheets = deploy(NAPPING, files=600, mini_batch_size=5, variables={"NAP": 0.02})
    process = interrupted_run(deck, sheets)

    process.send_signal(signal.SIGINT)
    finished = deck.finish(process)

    assert finished.code == 130
    assert "Stopping after the running mini-batches; Ctrl-C again stops at once." in finished.errors
    shown = deck.show(deck.job)
    assert (shown["status"], shown["runner"]) == ("Canceled", None)
    lines = deck.lines(deck.job)
    assert 0 < len(lines) < 200
    assert len(lines) % 5 == 0, "a mini-batch was cut"
    assert len(lines) == shown["progress"]["files_succeeded"]
    deck.expect_no_processes()

    deck.call("job", "resume", "-n", deck.job, code=0)
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)


def test_a_second_ctrl_c_stops_the_job_at_once(deck, deploy):
    sheets = deploy(NAPPING, files=4, mini_batch_size=1, variables={"NAP": 600})
    process = deck.start(*deck.run_arguments(sheets))
    deck.wait_for_runner()
    deck.wait_for(
        deck.job, lambda shown: shown["progress"]["files_running"] == 2, "both workers run")

    process.send_signal(signal.SIGINT)
    until(
        lambda: "cancel after the running mini-batches" in deck.events(deck.job),
        "the job has heard of the first")
    process.send_signal(signal.SIGINT)

    finished = deck.finish(process, timeout=20)
    assert finished.code == 130
    assert finished.errors[-1] == f"Resume: batchdeck job resume -n {deck.job}"
    assert deck.show(deck.job)["status"] == "Canceled"
    deck.expect_no_processes()


def test_ctrl_c_typed_at_a_terminal_reaches_the_job_once(deck, deploy):
    """The terminal sends SIGINT to the whole foreground process group."""
    sheets = deploy(NAPPING, files=600, mini_batch_size=5, variables={"NAP": 0.02})
    master, slave = pty.openpty()
    process = deck.start(
        *deck.run_arguments(sheets), stdin=slave, stdout=slave, stderr=slave,
        preexec_fn=lambda: own_terminal(slave), start_new_session=False)
    os.close(slave)
    deck.wait_for_runner()
    deck.wait_for(deck.job, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")

    os.write(master, b"\x03")
    shown_text = read_all(master)

    assert process.wait(timeout=20) == 130
    assert "Stopping after the running mini-batches" in shown_text
    assert "Stopping at once" not in shown_text
    assert "\r\x1b[KCanceled after " in shown_text, "the bar is not gone"
    assert len(deck.lines(deck.job)) % 5 == 0, "a mini-batch was cut"


def own_terminal(descriptor):
    """Makes a terminal the controlling one of a session of our own."""
    os.setsid()
    fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)


def read_all(master):
    """Everything until the other side of the terminal is closed."""
    data = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        data += chunk
    os.close(master)
    return data.decode()


# Beyond its first files it waits for the gate.
HELD = """
    import os, time

    def init():
        pass

    def run(mini_batch):
        names = [os.path.basename(path) for path in mini_batch]
        while names[0] > "0009.txt" and not os.path.exists(os.environ["GATE"]):
            time.sleep(0.005)
        return names
    """


@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGKILL, signal.SIGTERM], ids=lambda s: s.name)
def test_a_job_goes_on_when_its_run_command_ends(deck, deploy, ending, tmp_path):
    gate = tmp_path / "gate"
    sheets = deploy(HELD, files=60, variables={"GATE": str(gate)})
    process = interrupted_run(deck, sheets)
    name = deck.job
    pid = deck.runner_pid(name)

    os.killpg(process.pid, ending)
    assert deck.finish(process).code == -ending

    assert deck.runner_pid(name) == pid
    gate.touch()
    streamed = deck.call("job", "stream", "-n", name, code=0)
    assert "60 of 60 files scored, 0 failed." in streamed.err
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)


def test_ctrl_c_in_stream_only_stops_watching(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=400, variables={"NAP": 0.05}))
    process = deck.start("job", "stream", "-n", name)
    # It has said something, so it listens to Ctrl-C by now.
    assert process.stderr.readline()

    process.send_signal(signal.SIGINT)

    finished = deck.finish(process, timeout=20)
    assert (finished.code, finished.errors[-1]) == (
        130, f"Job {name} goes on. Watch it with: batchdeck")
    assert deck.show(name)["runner"]


def test_stream_of_a_job_that_failed_ends_with_1(deck, deploy):
    deck.run(deploy(INIT_FAILS), code=1)

    streamed = deck.call("job", "stream", "-n", deck.job, code=1)

    assert "RuntimeError: the weights are gone" in streamed.err

"""What an operator changes while a job runs: in force at once, told in the ledger, and no row lost."""

import os
import re
import shutil
import time
from pathlib import Path

import pytest

from deck import until
from deployment import NAPPING

shared_or_not = pytest.mark.parametrize("share", ["on", "off"], ids=["shared", "own"])

# Between a command's return and its effect, where mini-batches are short: 100 ms, and as much again
# because the ledger tells when rows were committed, which happens in groups.
IN_FORCE_SECONDS = 0.25

# At 0003-bad.txt it never comes back; DEPTH calls lie between that and run(), and with DEAF it lets no
# signal come through.
STUCK = """
    import os, signal, time

    def init():
        pass

    def wait_for_scanner(depth=int(os.environ["DEPTH"])):
        if depth > 0:
            wait_for_scanner(depth - 1)
        if os.environ["DEAF"]:
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            time.sleep(0.1)

    def run(mini_batch):
        for path in mini_batch:
            if "bad" in path:
                wait_for_scanner()
        return [os.path.basename(path) for path in mini_batch]
    """


@shared_or_not
def test_workers_and_mini_batch_size_follow_the_operator(deck, deploy, share):
    """2 → 6 → 1 workers, then mini-batches of 10 → 64 files."""
    files = 16_000
    sheets = deploy(NAPPING, files=files, mini_batch_size=10, variables={"NAP": 0.002})
    name = deck.begin(sheets, "--share-model", share, "--order", "path")
    deck.wait_for(name, lambda shown: states(shown) == ["running"] * 2, "2 workers run")

    scale(deck, name, "--workers", 6)
    deck.wait_for(name, lambda shown: states(shown).count("running") == 6, "6 workers run")
    one = scale(deck, name, "--workers", 1)
    until(lambda: time.time() > one + 1, "one worker alone has worked")
    few = time.time()
    many = scale(deck, name, "--mini-batch-size", 64)
    assert deck.show(name)["in_force"]["mini_batch_size"] == 64
    changes = until(
        lambda: [event for event in deck.events(name) if " before" in event],
        "the effect of the last change is told")
    scale(deck, name, "--workers", 8)
    deck.wait_for_status(name, "Completed", seconds=60)

    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    begun = deck.mini_batches(name)
    alone = [each for each in begun if one + IN_FORCE_SECONDS < each.began < many]
    assert alone, "no mini-batch was run by the one worker"
    assert len({each.worker for each in alone}) == 1
    # Towards the end mini-batches shrink.
    later = [each for each in begun if each.began > many + IN_FORCE_SECONDS and each.first < 14_000]
    assert {each.count for each in later} == {64}
    assert {each.count for each in begun if each.began < few} == {10}
    rate = r"[\d.]+ files/s"
    assert re.fullmatch(f"mini-batch size 10 → 64: {rate}, {rate} before", changes[0])
    for change in ("workers 2 → 6", "workers 6 → 1", "mini-batch size 10 → 64"):
        # Before the first second is over no rate is known.
        assert any(re.fullmatch(f"{change}(, at {rate})?", event) for event in deck.events(name))


def scale(deck, name, *change):
    """Changes a job and returns when the command did."""
    deck.call("job", "scale", "-n", name, *change, code=0)
    return time.time()


def states(shown):
    return [worker["state"] for worker in shown["workers"]]


def test_a_paused_job_begins_nothing_until_it_goes_on(deck, deploy):
    sheets = deploy(NAPPING, files=600, mini_batch_size=5, variables={"NAP": 0.005})
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")

    deck.call("job", "pause", "-n", name, code=0)
    paused = time.time()
    shown = deck.wait_for(
        name, lambda shown: shown["progress"]["files_running"] == 0, "running mini-batches ended")
    assert (shown["status"], shown["in_force"]["pause_reason"]) == ("Paused", "by the operator")
    assert shown["progress"]["files_succeeded"] < 600
    until(lambda: time.time() > paused + 1, "a second has passed")
    pids = [worker["pid"] for worker in shown["workers"]]
    going_on = time.time()
    deck.call("job", "continue", "-n", name, code=0)
    after = deck.wait_for(
        name, lambda shown: shown["progress"]["files_running"] > 0, "something runs again")

    assert (after["status"], after["in_force"]["pause_reason"]) == ("Running", None)
    assert [worker["pid"] for worker in after["workers"]] == pids, "workers did not stay ready"
    deck.wait_for_status(name, "Completed")
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    begun = deck.mini_batches(name)
    assert not [each for each in begun if paused + IN_FORCE_SECONDS < each.began < going_on]


# Python writes a hundred frames of a stack.
@pytest.mark.parametrize("share, depth", [("on", 0), ("off", 150)], ids=["shared", "own, deep"])
def test_a_stuck_worker_tells_its_stack_and_its_mini_batch_is_skipped(deck, deploy, share, depth):
    sheets = deploy(
        STUCK, files=12, bad=[3], mini_batch_size=2, variables={"DEPTH": depth, "DEAF": ""})
    name = deck.begin(sheets, "--share-model", share)
    shown = deck.wait_for(
        name, lambda shown: shown["progress"]["files_succeeded"] == 10, "only the stuck one is left")
    (stuck,) = [worker for worker in shown["workers"] if worker["state"] == "running"]
    assert stuck["file"] == "0003-bad.txt"

    stack = deck.call("job", "stack", "-n", name, "--worker", stuck["id"], code=0).out
    assert re.search(r'/code/score\.py", line \d+ in wait_for_scanner', stack)
    deck.call("job", "skip", "-n", name, "--worker", stuck["id"], code=0)

    deck.wait_for_status(name, "Completed")
    failures = deck.json("job", "failures", "-n", name)
    assert {(each["path"], each["error_class"], each["message"]) for each in failures} == {
        ("0002.txt", "skipped", "the operator skipped it"),
        ("0003-bad.txt", "skipped", "the operator skipped it"),
    }
    assert deck.lines(name) == dict.fromkeys(sheets.names - {"0002.txt"}, 1)
    deck.expect_no_processes()


def test_the_stack_of_a_worker_that_hears_no_signal_is_read_from_outside(deck, deploy):
    if not shutil.which("py-spy", path=os.path.dirname(deck.python)):
        pytest.skip("py-spy is not in the workers' environment")
    sheets = deploy(
        STUCK, files=4, bad=[3], mini_batch_size=1, variables={"DEPTH": 0, "DEAF": "yes"})
    name = deck.begin(sheets)
    shown = deck.wait_for(
        name, lambda shown: shown["progress"]["files_succeeded"] == 3, "only the stuck one is left")
    (stuck,) = [worker for worker in shown["workers"] if worker["state"] == "running"]

    asked = deck.call("job", "stack", "-n", name, "--worker", stuck["id"])
    if "the kernel does not let py-spy read it" in asked.err:
        pytest.skip("no process may read another here")
    assert asked.code == 0, asked
    assert re.search(r'/code/score\.py", line \d+ in wait_for_scanner', asked.out)
    assert "read by py-spy" in asked.out
    deck.call("job", "cancel", "-n", name, "--now", code=0)
    deck.wait_for_status(name, "Canceled")
    deck.expect_no_processes()


@shared_or_not
def test_a_stopped_worker_is_replaced_and_its_files_are_scored(deck, deploy, share):
    sheets = deploy(NAPPING, files=120, mini_batch_size=6, variables={"NAP": 0.03})
    name = deck.begin(sheets, "--share-model", share)
    before = deck.wait_for(name, lambda shown: states(shown) == ["running"] * 2, "2 workers run")

    deck.call("job", "stop-worker", "-n", name, "--worker", 0, code=0)

    deck.wait_for(
        name, lambda shown: shown["workers"][0]["incarnation"] == 2
        and shown["workers"][0]["state"] == "running", "another process took its place")
    assert before["workers"][0]["pid"] not in deck.processes()
    shown = deck.wait_for_status(name, "Completed")
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (120, 0)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    assert "stop worker 0" in deck.events(name)


@shared_or_not
def test_a_memory_limit_reaches_workers_that_run(deck, deploy, share):
    sheets = deploy(NAPPING, files=2000, mini_batch_size=2, variables={"NAP": 0.05})
    name = deck.begin(sheets, "--share-model", share, "--memory-limit", "1GiB")
    shown = deck.wait_for(name, lambda shown: states(shown) == ["running"] * 2, "2 workers run")
    pids = [worker["pid"] for worker in shown["workers"]]
    assert [data_limit(pid) for pid in pids] == [str(1 << 30)] * 2

    scale(deck, name, "--memory-limit", "512MiB")
    until(lambda: [data_limit(pid) for pid in pids] == [str(512 << 20)] * 2, "the lower limit", 2)
    scale(deck, name, "--memory-limit", "none")
    until(lambda: [data_limit(pid) for pid in pids] == ["unlimited"] * 2, "no limit", 2)


def data_limit(pid):
    """The soft limit of a process's private writable memory, as proc_pid_limits(5) has it."""
    for line in Path(f"/proc/{pid}/limits").read_text().splitlines():
        if line.startswith("Max data size"):
            return line.split()[3]

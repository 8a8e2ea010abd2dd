"""Workers that die are replaced, and their files are scored all the same."""

import os
import signal

from deck import until
from deployment import NAPPING


def test_a_killed_worker_is_replaced_and_no_row_is_lost_or_doubled(deck, deploy):
    sheets = deploy(NAPPING, files=240, mini_batch_size=6, variables={"NAP": 0.03})
    name = deck.begin(sheets)
    before = deck.wait_for(
        name, lambda shown: shown["workers"][0]["state"] == "running", "worker 0 runs")
    worker = before["workers"][0]

    os.kill(worker["pid"], signal.SIGKILL)

    after = deck.wait_for(
        name, lambda shown: shown["workers"][0].get("pid") not in (None, worker["pid"]),
        "worker 0 has another process")
    assert (worker["incarnation"], after["workers"][0]["incarnation"]) == (1, 2)
    assert after["workers"][1]["incarnation"] == 1
    shown = deck.wait_for_status(name, "Completed")
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (240, 0)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    deaths = [event for event in deck.events(name) if event.startswith("worker 0 ")]
    assert len(deaths) == 1
    assert deaths[0].startswith("worker 0 was killed by signal 9 (SIGKILL) at file ")


def test_what_workers_leave_running_ends_with_the_job(deck, deploy):
    """A data loader's process must not outlive the job it was started for."""
    sheets = deploy(
        """
        import subprocess

        def init():
            subprocess.Popen(["sleep", "600"])

        def run(mini_batch):
            return list(mini_batch)
        """)

    deck.run(sheets, code=0)

    deck.expect_no_processes()


def test_a_runner_told_to_end_leaves_a_job_that_can_be_resumed(deck, deploy):
    """SIGTERM is what a machine says when it shuts down."""
    sheets = deploy(NAPPING, files=200, variables={"NAP": 0.05})
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")

    os.kill(deck.runner_pid(name), signal.SIGTERM)

    deck.expect_no_processes()
    assert deck.show(name)["status"] == "Interrupted"
    deck.call("job", "resume", "-n", name, "--workers", 8, code=0)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)


def test_a_second_runner_is_refused(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=200, variables={"NAP": 0.05}))
    pid = until(lambda: deck.runner_pid(name), "the runner lives")

    refused = deck.call("job", "resume", "-n", name, code=2)

    assert refused.err == (
        f"Job {name} is already running (runner process {pid}); watch it with: "
        f"batchdeck job stream -n {name}\n")

"""kill -9 of a runner at any moment costs nothing but time."""

import time

import pytest

from deck import until
from deployment import NAPPING, Deployment

FILES = 400
NAP = 0.01
WORKERS = 2
# The least time that scoring can take.
SCORING_SECONDS = FILES * NAP / WORKERS
MOMENTS = 10


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    return Deployment(
        tmp_path_factory.mktemp("crash") / "sheets", NAPPING, files=FILES, mini_batch_size=7,
        workers=WORKERS, variables={"NAP": NAP})


def launch(deck, *command):
    """Starts a runner in the background and returns the job's name as soon as it lives."""
    process = deck.start(*command)
    return deck.wait_for_runner(), process


def kill_after(deck, moment, *command):
    """Starts a runner, kills it `moment` seconds later, and returns how far the job is."""
    name, process = launch(deck, *command)
    time.sleep(moment)
    deck.kill_runner(name)
    deck.finish(process)
    deck.expect_no_processes(seconds=3)
    return deck.show(name)


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(MOMENTS))
def test_a_job_whose_runner_is_killed_is_resumed_to_the_same_rows(deck, sheets, rng, tenth):
    """The moments are spread over the running time; every other resumed runner is killed as well."""
    share = SCORING_SECONDS / MOMENTS
    moment = rng.uniform(tenth * share, (tenth + 1) * share) * 0.9
    print(f"killed after {moment:.3f} s")

    shown = kill_after(deck, moment, *deck.run_arguments(sheets, "--detach"))

    assert shown["status"] == "Interrupted"
    assert shown["runner"] is None
    left = SCORING_SECONDS - moment
    for _ in range(tenth % 2):
        again = rng.uniform(0, left * 0.4)
        print(f"killed again after {again:.3f} s")
        shown = kill_after(deck, again, "job", "resume", "-n", deck.job, "--detach")
        assert shown["status"] == "Interrupted"
        left -= again

    deck.call("job", "resume", "-n", deck.job, "-o", "none", code=0)
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    progress = deck.show(deck.job)["progress"]
    assert (progress["files_succeeded"], progress["files_failed"]) == (FILES, 0)


def test_a_job_killed_in_its_first_second_still_shows_what_it_scored(deck, deploy):
    sheets = deploy(NAPPING, files=200, mini_batch_size=2, workers=1, variables={"NAP": 0.02})
    name, process = launch(deck, *deck.run_arguments(sheets, "--detach"))
    # Rows count once they are recorded, which comes after they are written.
    until(lambda: has_rows(deck, name) and deck.mini_batches(name), "there are rows that count")

    deck.kill_runner(name)
    deck.finish(process)

    progress = deck.show(name)["progress"]
    assert progress["files_total"] == 200
    assert progress["files_succeeded"] > 0


def has_rows(deck, name):
    path = deck.job_folder(name) / "outputs/score/predictions.csv"
    return path.exists() and path.stat().st_size > 0

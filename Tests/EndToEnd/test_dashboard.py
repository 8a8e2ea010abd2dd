"""The dashboard on a terminal: what it shows of a job, and how it leaves."""

import re

import pytest

from deck import until
from deployment import NAPPING
from window import PROMPT

HOLDING = """
    import os, time

    def init():
        pass

    def run(mini_batch):
        rows = []
        for path in mini_batch:
            while os.path.basename(path) >= "0010" and os.path.exists(os.environ["HOLD"]):
                time.sleep(0.01)
            rows.append(os.path.basename(path))
        return rows
    """


def percent(screen):
    return float(re.search(r"(\d+\.\d) %", screen)[1])


def test_the_monitor_opens_on_the_running_job_and_follows_it(window, slow_job):
    screen = window.open_monitor(slow_job)

    assert "[2 Run]" in screen
    assert "sheet-reader" in screen
    assert "mini-batch 4" in screen
    assert "workers 2" in screen
    screen = window.wait_for(r"\b0 +\S running", r"\b1 +\S running", r"[0-4] of 4", r"\d\.txt")
    window.wait_for(r"ValueError +\d{4}-bad\.txt", "is not a sheet")
    window.wait_for("running: 2 workers, mini-batch size 4")
    before = percent(screen)
    until(lambda: percent(window.screen) > before, "the progress moves", 20)


def test_leaving_asks_leaves_the_job_running_and_batchdeck_finds_it_again(deck, window, slow_job):
    settings, modes = window.settings, window.modes
    window.open_monitor(slow_job)
    assert window.modes["alternate_on"] == "1"

    window.press("q")
    window.wait_for(r"\[1 Jobs\]")
    window.press("q")
    window.wait_for(rf"{slow_job} \(\d+ %\) goes on without the dashboard", "Esc +stay here")
    window.press("q")

    screen = window.wait_for(
        rf"(?m)^{slow_job} goes on: \d+ %\. Come back with: batchdeck$\n{PROMPT}")
    assert "workers" not in screen, "the dashboard's screen is still there"
    assert window.modes == modes
    assert window.settings == settings
    assert deck.runner_pid(slow_job)
    window.open_monitor(slow_job)
    window.press("C-c")
    window.wait_for(r"goes on: \d+ %[^$]*\n.*goes on: \d+ %")
    assert window.shell("echo $?") == "0"


def test_help_opens_and_closes_and_the_digits_change_screens(window, slow_job):
    window.open_monitor(slow_job)

    window.press("?")
    window.wait_for("help: run monitor", "THIS SCREEN", "EVERYWHERE", "Leaving never stops a job")
    window.press("Escape")
    until(lambda: "help: run monitor" not in window.screen, "help is closed", 10)
    window.press("F1")
    window.wait_for("help: run monitor")
    window.press("q")
    until(lambda: "help: run monitor" not in window.screen, "q closes only help", 10)
    window.press("1")
    window.wait_for(r"\[1 Jobs\]", rf"running +{slow_job} +sheet-reader", "1 active")
    window.press("Enter")
    window.wait_for(r"\[2 Run\]")
    window.press("Escape")
    window.wait_for(r"\[1 Jobs\]")


def test_a_failed_file_opens_as_a_card_with_its_traceback(window, slow_job):
    window.open_monitor(slow_job)

    window.press("Tab")
    window.wait_for("Enter details")
    window.press("Enter")

    window.wait_for(r"\d{4}-bad\.txt", "ValueError", "Traceback", r"score\.py")
    window.press("Escape")
    until(lambda: "Traceback" not in window.screen, "the card is closed", 10)


def test_x_asks_before_it_cancels_and_the_harmless_answer_is_marked(deck, window, slow_job):
    window.open_monitor(slow_job)

    window.press("x")
    window.wait_for(rf"Cancel {slow_job}", "no, keep it running")
    window.press("Enter")
    until(lambda: "keep it running" not in window.screen, "the dialog is closed", 10)
    assert deck.show(slow_job)["status"] == "Running"

    window.press("x")
    window.wait_for("no, keep it running")
    window.press("y")
    window.wait_for(r"canceled", "what was scored is in the output", seconds=20)
    assert deck.show(slow_job)["status"] == "Canceled"


def test_a_job_that_ends_while_it_is_watched_stays_on_screen_as_completed(
    deck, deploy, window, tmp_path
):
    hold = tmp_path / "hold"
    hold.write_text("")
    name = deck.begin(deploy(HOLDING, files=40, variables={"HOLD": hold}))
    window.open_monitor(name)
    window.wait_for("25.0 %|22.5 %|20.0 %")

    hold.unlink()

    screen = window.wait_for("(?i)completed in ", r"100\.0 %", r"output  /", r"40 / 40")
    assert "running" not in screen.splitlines()[0]
    window.press("C-c")
    window.wait_for(PROMPT)


def test_no_farewell_says_that_a_completed_job_goes_on(deck, deploy, window, tmp_path):
    hold = tmp_path / "hold"
    hold.write_text("")
    name = deck.begin(deploy(HOLDING, files=40, variables={"HOLD": hold}))
    window.open_monitor(name)
    hold.unlink()
    window.wait_for("(?i)completed in ")

    window.press("C-c")

    assert "goes on" not in window.wait_for(PROMPT)


def test_a_job_whose_runner_is_killed_is_resumed_by_a_key(deck, window, slow_job):
    window.open_monitor(slow_job)

    deck.kill_runner(slow_job)

    window.wait_for(
        "runner is gone", f"batchdeck job resume -n {slow_job}", "r resume", seconds=15)
    window.press("r")
    window.wait_for(rf"Go on with {slow_job}", "no, leave it")
    window.press("y")
    window.wait_for(rf"{slow_job} .*running", "of 2 at work", seconds=15)


def test_a_job_that_is_resumed_elsewhere_comes_back_to_life_on_screen(deck, window, slow_job):
    window.open_monitor(slow_job)
    deck.kill_runner(slow_job)
    window.wait_for("runner is gone", seconds=15)

    deck.call("job", "resume", "-n", slow_job, "--detach", code=0)
    window.wait_for(rf"{slow_job} .*running", "of 2 at work", seconds=8)


@pytest.mark.slow
def test_every_size_of_the_window_shows_the_job_and_nothing_falls_over(window, slow_job):
    window.open_monitor(slow_job)

    window.resize(80, 24)
    expect_fits(window.wait_for(r"workers .*at work", "failed files", "events", r"q back\s*$"), 80)
    window.resize(60, 16)
    expect_fits(window.wait_for(r"\[workers\] failed files", r"q back\s*$"), 60)
    window.resize(40, 10)
    expect_fits(
        window.wait_for("window is 40x10", "this needs 60x16", r"\d+ %", r"\d+ failed", "Ctrl-C quit"), 40)
    window.resize(1, 1)
    window.resize(5, 2)
    window.resize(200, 60)
    window.wait_for("files done", "throughput", "memory", r"q back\s*$")
    window.resize(120, 36)
    screen = window.wait_for(r"\[2 Run\]", "throughput", "current file", r"q back\s*$")
    assert [line[0] for line in screen.splitlines() if line[:1] in "┌└"].count("┌") >= 4


def expect_fits(screen, columns):
    assert max(len(line) for line in screen.splitlines()) <= columns


def test_without_jobs_the_dashboard_says_what_to_type(deck, window):
    window.type("batchdeck")

    window.wait_for(r"\[1 Jobs\]", "batchdeck run deployment.yml --input FOLDER")
    window.press("q")
    window.wait_for(PROMPT)
    assert window.shell("echo $?") == "0"


def test_a_finished_job_is_in_the_list_and_opens(deck, deploy, window):
    deck.run(deploy(NAPPING, files=6, bad=[2]), code=0)
    window.type("batchdeck")

    window.wait_for(rf"completed +{deck.job} +sheet-reader", r"1 in all")
    window.press("Enter")
    window.wait_for("completed in ", "0002-bad.txt", r"6 / 6")


def test_attach_opens_the_named_job(deck, deploy, window):
    deck.run(deploy(NAPPING), code=0)
    name = deck.job
    deck.begin(deploy(NAPPING, folder="others", files=1000, variables={"NAP": 0.05}))

    window.type(f"batchdeck ui --attach {name}")

    window.wait_for(rf"{name} .*completed", r"\[2 Run\]")


def test_a_job_that_starts_while_the_list_is_shown_appears(deck, deploy, window):
    window.type("batchdeck")
    window.wait_for("No job yet")

    name = deck.begin(deploy(NAPPING, files=1000, variables={"NAP": 0.05}))

    window.wait_for(name, "running", seconds=15)

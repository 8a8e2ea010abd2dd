"""The dashboard gives the terminal back however it ends, and refuses what is no terminal."""

import os
import signal
import time

import pytest

from deck import until
from deployment import NAPPING
from window import PROMPT


@pytest.mark.parametrize(
    "ending", [signal.SIGTERM, signal.SIGSEGV, signal.SIGABRT], ids=lambda ending: ending.name)
def test_a_signal_that_ends_the_dashboard_leaves_the_terminal_as_it_was(
    deck, window, slow_job, ending
):
    settings, modes = window.settings, window.modes
    # Swift's crash reporter waits for a key where there is one; what is tested comes before it.
    window.open_monitor(slow_job, "SWIFT_BACKTRACE=enable=no batchdeck")

    os.kill(until(window.dashboard_pid, "the dashboard runs"), ending)

    until(lambda: window.dashboard_pid() is None, "the dashboard ends", 20)
    until(lambda: window.modes == modes, f"{window.modes} becomes {modes}", 10)
    assert window.shell("echo $?") == str(128 + ending)
    assert window.settings == settings
    assert deck.show(slow_job)["status"] == "Running"


def test_a_terminal_that_is_closed_ends_the_dashboard_and_not_the_job(deck, window, slow_job):
    window.open_monitor(slow_job)
    pid = until(window.dashboard_pid, "the dashboard runs")

    window.close()

    until(lambda: pid not in deck.processes(), "the dashboard ends", 10)
    assert deck.show(slow_job)["status"] == "Running"


def test_ctrl_z_suspends_and_fg_comes_back(window, slow_job):
    modes = window.modes
    window.open_monitor(slow_job)

    window.press("C-z")

    window.wait_for(PROMPT)
    assert window.modes == modes
    window.type("fg")
    open_again = window.wait_for(r"\[2 Run\]", slow_job, r"q back\s*$")
    assert "READY>" not in open_again
    window.press("C-c")
    window.wait_for(r"goes on: \d+ %")
    assert window.modes == modes


def test_a_terminal_that_cannot_place_the_cursor_is_refused_in_one_line(window):
    said = window.shell("TERM=dumb batchdeck 2>&1 >/dev/tty; echo code $?")

    assert said.splitlines() == [
        'TERM is "dumb", which cannot place the cursor; use the commands instead, such as: '
        "batchdeck job list",
        "code 3",
    ]


def test_what_is_no_terminal_is_refused_in_one_line(deck):
    finished = deck.call()

    assert (finished.code, finished.out, finished.err) == (
        3,
        "",
        "The dashboard needs a terminal for input and output; without one use the commands, such as: "
        "batchdeck job list\n",
    )


@pytest.mark.parametrize("locale, border", [("C.UTF-8", "┌"), ("C", "+")])
def test_the_frames_suit_the_locale(window, slow_job, locale, border):
    window.type(f"LC_ALL={locale} batchdeck")

    screen = window.wait_for(rf"{slow_job} .*running", "workers")

    assert screen.splitlines()[1].startswith(border)


def test_an_idle_dashboard_uses_no_processor_time(deck, deploy, window):
    """Nothing runs and nothing changes: nothing is drawn."""
    deck.run(deploy(NAPPING), code=0)
    window.type(f"batchdeck ui --attach {deck.job}")
    window.wait_for("completed in ")
    pid = until(window.dashboard_pid, "the dashboard runs")

    before = processor_ticks(pid)
    time.sleep(2)

    assert processor_ticks(pid) - before <= 1


def processor_ticks(pid):
    """User and system time in ticks of 10 ms (proc(5), stat)."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])

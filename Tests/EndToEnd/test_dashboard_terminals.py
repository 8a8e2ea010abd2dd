"""Terminals of all kinds and sizes: what is drawn on them, in which colours, and what is left behind."""

import os
import re
import signal

import pytest

from deck import until
from deployment import NAPPING

HOLDING = """
    import os, time

    def init():
        pass

    def run(mini_batch):
        while os.path.exists(os.environ["HOLD"]):
            time.sleep(0.01)
        return mini_batch
    """

# Colours are told apart by the parameters of SGR (ECMA-48, 8.3.117).
SELECTS_STYLE = re.compile(rb"\x1b\[([\d;]*)m")


def colours(stream):
    """Which kinds of colour a recorded stream asks for: 8, 16, 256, and 24 for 24-bit."""
    kinds = set()
    for parameters in SELECTS_STYLE.findall(stream):
        numbers = [int(number or 0) for number in parameters.split(b";")]
        while numbers:
            number = numbers.pop(0)
            if number in (38, 48):
                kinds.add({5: 256, 2: 24}[numbers[0]])
                del numbers[: {5: 2, 2: 4}[numbers[0]]]
            elif 30 <= number <= 37 or 40 <= number <= 47:
                kinds.add(8)
            elif 90 <= number <= 107:
                kinds.add(16)
    return kinds


@pytest.mark.slow
def test_every_terminal_gets_the_screen_in_the_colours_it_has_and_its_own_screen_back(
    deck, deploy, window, tmp_path
):
    deck.run(deploy(NAPPING), code=0)
    modes = window.modes
    for number, (variables, expected) in enumerate({
        "TERM=xterm-256color": {256},
        "TERM=xterm-256color COLORTERM=truecolor": {24},
        "TERM=tmux-256color": {256},
        "TERM=xterm": {8},
        "TERM=screen": {8},
        "TERM=linux": {8},
        "TERM=vt100": set(),
        # A newer terminal that this machine does not know: the commonest kind is taken for it.
        "TERM=of-next-year": {256},
        "TERM=xterm-256color NO_COLOR=1": set(),
        "TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1": set(),
    }.items()):
        stream = tmp_path / f"stream-{number}"
        window.record(stream)
        window.type(f"clear; {variables} batchdeck ui --attach {deck.job}")
        screen = window.wait_for(r"\[2 Run\]", "completed in", "4 / 4", r"q back\s*$")
        window.press("C-c")
        # Terminals without a second screen keep what was on it.
        window.wait_for(r"(?m)^READY>")

        if variables in ("TERM=linux", "TERM=vt100"):
            assert re.search(r"(?m)q back\s*\nREADY>", window.screen), "the prompt stands below it"
        assert len(screen.splitlines()) == 36, variables
        sent = until(lambda: stream.exists() and stream.read_bytes(), f"{variables}: a stream")
        assert b"on average" in sent
        assert colours(sent) == expected, variables
        assert window.modes == modes, variables


@pytest.mark.slow
def test_a_storm_of_sizes_leaves_the_screen_that_is_drawn_anew(
    deck, deploy, window, rng, tmp_path
):
    hold = tmp_path / "hold"
    hold.write_text("")
    name = deck.begin(deploy(HOLDING, files=40, variables={"HOLD": hold}))
    window.open_monitor(name)

    sizes = [(rng.randint(1, 200), rng.randint(1, 60)) for _ in range(110)]
    for columns, rows in [(1, 1), *sizes, (200, 60), (2, 60), (200, 1)]:
        window.resize(columns, rows)
    hold.unlink()
    deck.wait_for_status(name, "Completed")
    window.resize(120, 36)

    screen = window.wait_for(r"\[2 Run\]", "completed in", "40 / 40", r"q back\s*$")
    assert max(map(len, screen.splitlines())) == 120
    window.press("C-l")
    # The whole screen is sent again; the shell's answer would come after it.
    window.press("?")
    window.wait_for("help: run monitor")
    window.press("Escape")
    until(lambda: window.screen == screen, f"the same as drawn anew:\n{screen}", 10)


@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGKILL], ids=lambda each: each.name)
def test_a_dashboard_that_is_ended_does_not_take_the_job_along(deck, window, slow_job, ending):
    settings, modes = window.settings, window.modes
    window.open_monitor(slow_job)
    before = deck.runner_pid(slow_job)

    os.kill(until(window.dashboard_pid, "the dashboard runs"), ending)

    until(lambda: window.dashboard_pid() is None, "the dashboard ends", 20)
    if ending == signal.SIGHUP:
        until(lambda: window.modes == modes, f"{window.modes} becomes {modes}", 10)
        assert window.settings == settings
    assert deck.runner_pid(slow_job) == before
    assert deck.show(slow_job)["status"] == "Running"

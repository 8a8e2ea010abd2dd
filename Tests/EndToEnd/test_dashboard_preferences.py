"""What the operator prefers: themes, keys, read-only, lines instead of a screen."""

import json
from pathlib import Path

import pytest

from deck import until
from deployment import NAPPING
from window import PROMPT

# The frame of a panel that has the keys in `harbour-day`: base0D as 24-bit SGR.
DAY = "38;2;31;95;174"


@pytest.fixture
def configure(deck):
    """Writes the configuration file and returns its path."""

    def configure(text):
        folder = Path(deck.environment["XDG_CONFIG_HOME"]) / "batchdeck"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(text)
        return folder / "config.yaml"

    return configure


def memory(deck):
    """What the dashboard wrote for the next time; None where it wrote nothing."""
    path = Path(deck.environment["XDG_STATE_HOME"]) / "batchdeck/state.json"
    return json.loads(path.read_text()) if path.exists() else None


def test_a_theme_is_looked_at_picked_and_there_again(deck, window):
    def is_day():
        return DAY in window.tmux("capture-pane", "-p", "-e")

    def pick(key):
        window.press("C-t")
        window.wait_for("Harbour Day", "as configured")
        window.press("j", "j")
        until(is_day, "the theme in sight is shown", 10)
        window.press(key)
        until(lambda: "as configured" not in window.screen, "the picker is closed", 10)

    window.type("COLORTERM=truecolor batchdeck")
    window.wait_for(r"\[1 Jobs\]")
    pick("Escape")
    until(lambda: not is_day(), "the theme before is back", 10)
    pick("Enter")
    assert is_day()
    until(lambda: memory(deck), "it is remembered at once", 10)
    assert memory(deck)["theme"] == "harbour-day"
    window.press("5")
    window.wait_for(r"\[5 Models\]")
    window.press("C-c")
    window.wait_for(PROMPT)

    window.type("COLORTERM=truecolor batchdeck")
    window.wait_for(r"\[5 Models\]")
    assert is_day()


def test_read_only_refuses_and_remembers_nothing(deck, window, slow_job):
    screen = window.open_monitor(slow_job, command="batchdeck --read-only")
    assert "READ-ONLY" in screen
    assert "x cancel" not in screen and "6 Launch" not in screen
    window.press("x")
    window.wait_for("This dashboard is read-only; it changes nothing.")
    assert "keep it running" not in window.screen
    assert deck.show(slow_job)["status"] == "Running"
    window.press("C-c")
    window.wait_for(PROMPT)
    assert memory(deck) is None


def test_a_configuration_counts_when_it_is_changed_and_a_conflict_is_told_with_its_line(
    configure, deck, window
):
    path = configure("theme: harbour-dya\n")
    assert deck.call("ui", code=2).errors == [
        f'{path}:1:8: theme "harbour-dya": there is no such theme; did you mean "harbour-day"?'
    ]
    configure("ascii: true\nkeys:\n  freeze: x\n")
    assert deck.call("ui", code=2).errors == [
        f'{path}:3:3: freeze has "x", which is the key of cancel; take another, or give cancel '
        "another key or none."
    ]
    configure("ascii: true\nkeys:\n  freeze: F2\n  leave: Q\n")
    window.type("batchdeck")
    window.wait_for(r"\+- jobs -", "F2 freeze", "Q quit")
    window.press("F2")
    window.wait_for("DISPLAY FROZEN")
    editor = path.parent / "editor.sh"
    editor.write_text("printf 'keys:\\n  freeze: F3\\n  leave: Y\\n' >\"$1\"\n")
    window.press("F2", "Q")
    window.wait_for(PROMPT)
    window.type(f"EDITOR='sh {editor}' batchdeck")
    window.wait_for("F2 freeze")
    window.press(":")
    window.write("config")
    window.wait_for("▶ config: change|> config: change")
    window.press("Enter")
    window.wait_for("The configuration has been read again", "F3 freeze")
    configure("keys:\n  freeze: x\n")
    window.press(":")
    window.write("reload")
    window.press("Enter")
    window.wait_for(r'Nothing is changed: config\.yaml:2:3: freeze has "x"', "F3 freeze")
    window.press("Y")
    window.wait_for(PROMPT)


def test_plain_writes_what_happens_to_a_job_line_by_line(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=120, bad=[7], variables={"NAP": 0.02}))

    finished = deck.call("ui", "--plain", "--attach", name, code=0)

    lines = finished.out.splitlines()
    assert finished.err == ""
    assert any(f"{name} running: 2 workers" in line for line in lines)
    assert any(f"{name} failed file: 0007-bad.txt: ValueError: " in line for line in lines)
    assert f"{name} completed: 100 %, 120 of 120 files, 1 failed" in lines[-1]
    assert not any(ord(letter) < 32 for line in lines for letter in line)

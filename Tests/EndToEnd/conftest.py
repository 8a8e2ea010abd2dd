"""Fixtures: the program in a home of its own, deployments, a terminal window.

BATCHDECK_BINARY names the program, BATCHDECK_TEST_PYTHON the interpreter of the workers; tests that
need a library it lacks skip. BATCHDECK_TEST_SEED repeats a run's random moments.
"""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.register_assert_rewrite("deck", "window")

from deck import Deck
from deployment import NAPPING, Deployment
from window import PROMPT, Window

REPOSITORY = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("BATCHDECK_TEST_PYTHON", sys.executable)
# One for all processes that share a run's tests.
SEED = int(
    os.environ.setdefault("BATCHDECK_TEST_SEED", str(random.SystemRandom().randrange(2**32))))


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("BATCHDECK_BINARY", REPOSITORY / ".build/debug/batchdeck"))
    if not os.access(path, os.X_OK):
        pytest.exit(f"{path} is missing; build it with: swift build", returncode=4)
    return path.absolute()


@pytest.fixture(scope="session")
def repository():
    return REPOSITORY


@pytest.fixture
def open_deck(binary, tmp_path):
    """Opens the program with a home; at the end all its jobs' processes are ended and none may stay."""
    decks = []

    def open_deck(home=tmp_path / "home"):
        decks.append(Deck(binary, PYTHON, home, tmp_path))
        return decks[-1]

    yield open_deck
    for deck in decks:
        deck.end_runners()
    for deck in decks:
        deck.expect_no_processes()


@pytest.fixture
def deck(open_deck):
    return open_deck()


@pytest.fixture
def deploy(tmp_path):
    """Writes a deployment with a scoring script; see `Deployment`."""

    def deploy(script, folder="sheets", **settings):
        return Deployment(tmp_path / folder, script, **settings)

    return deploy


@pytest.fixture
def window(deck, tmp_path):
    """A shell in a terminal of 120x36 whose `batchdeck` is ours."""
    if not shutil.which("tmux"):
        pytest.skip("there is no tmux")
    window = Window(deck, tmp_path)
    try:
        window.wait_for(PROMPT)
        yield window
    finally:
        window.close()


@pytest.fixture
def slow_job(deck, deploy):
    """A job with a failed file that goes on for longer than any test, with some rows already there."""
    sheets = deploy(
        NAPPING, files=2000, bad=range(0, 2000, 7), mini_batch_size=4, variables={"NAP": 0.03})
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_failed"] > 0, "a file has failed")
    return name


@pytest.fixture
def rng(request):
    """Random numbers that depend on the run's seed and the test alone."""
    return random.Random(f"{SEED} {request.node.name}")


def pytest_report_header():
    return f"BATCHDECK_TEST_SEED={SEED}"


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(library): the workers' interpreter must have it")
    config.addinivalue_line("markers", "slow: takes seconds; leave out with -m 'not slow'")


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        for library in mark.args:
            if not _has(library):
                pytest.skip(f"{PYTHON} has no {library}")


def _has(library):
    if library not in _known:
        check = subprocess.run([PYTHON, "-c", f"import {library}"], stderr=subprocess.DEVNULL)
        _known[library] = check.returncode == 0
    return _known[library]


_known = {}

"""BATCHDECK_HOME wherever users have it."""

import os
import shutil
import stat

import pytest

from deployment import NAPPING


def deep(folder):
    """More than a socket's address can hold (108 bytes, unix(7))."""
    return folder / ("a" * 100) / ("b" * 120) / "home"


@pytest.mark.parametrize(
    "place",
    [deep, lambda folder: folder / "my data/batch deck", lambda folder: folder / "daten-日本-é"],
    ids=["deep", "spaces", "unicode"])
def test_a_job_runs_is_watched_and_canceled_in_any_home(open_deck, deploy, tmp_path, place):
    deck = open_deck(place(tmp_path))
    sheets = deploy(NAPPING, files=300, variables={"NAP": 0.03})

    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    deck.call("job", "cancel", "-n", name, code=0)
    deck.call("job", "stream", "-n", name, code=1)

    assert deck.show(name)["status"] == "Canceled"
    assert 0 < sum(deck.lines(name).values()) < 300


def test_a_slash_at_the_end_of_the_home_changes_nothing(deck, deploy):
    deck.run(deploy(NAPPING), code=0, env=deck.environment | {"BATCHDECK_HOME": f"{deck.home}/"})

    assert [job["name"] for job in deck.json("job", "list")] == deck.jobs


def test_without_batchdeck_home_the_xdg_folder_is_used(deck, deploy, tmp_path):
    environment = {**deck.environment, "XDG_DATA_HOME": str(tmp_path / "data")}
    del environment["BATCHDECK_HOME"]

    deck.run(deploy(NAPPING), code=0, env=environment)

    assert len(os.listdir(tmp_path / "data/batchdeck/jobs")) == 1


def test_a_job_is_its_owners_alone(deck, deploy):
    deck.run(deploy(NAPPING), code=0)

    folder = deck.job_folder(deck.job)
    for path in (folder, folder / "logs/sys/master_role.txt"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_nobody_but_the_owner_can_steer_a_running_job(deck, deploy):
    name = deck.begin(deploy(NAPPING, files=300, variables={"NAP": 0.05}))

    socket = deck.job_folder(name) / "control.sock"

    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600


def test_the_program_may_be_replaced_while_it_runs(deck, deploy, tmp_path):
    """An upgrade under a program that is open: its own file then has no name any more."""
    sheets = deploy(NAPPING)
    copy = tmp_path / "batchdeck"
    shutil.copy(deck.binary, copy)
    gate = tmp_path / "python"
    # The interpreter is asked before the runner starts: meanwhile the file is replaced.
    gate.write_text(
        f'#!/bin/sh\ncp "{copy}" "{copy}.new" && mv "{copy}.new" "{copy}"\n'
        f'exec "{deck.python}" "$@"\n')
    gate.chmod(0o755)

    finished = deck.call(
        "run", sheets.manifest, "--input", sheets.input, "--python", gate, executable=str(copy))

    assert finished.code == 0, finished.err

"""Resuming: after kills at any moment, with other settings, on a full disk, after changes."""

import errno
import os
import signal
import subprocess
import time

import pytest

from deck import until
from deployment import NAPPING

KILLS = 20


def kill_soon(deck, name, moment, *command):
    """Starts a runner with a command, kills it `moment` seconds after it lives, and returns its job."""
    process = deck.start(*command)
    name = name or deck.wait_for_runner()
    until(lambda: deck.runner_pid(name), "a runner lives")
    time.sleep(moment)
    deck.kill_runner(name)
    deck.finish(process)
    deck.expect_no_processes()
    assert deck.show(name)["status"] == "Interrupted"
    return name


@pytest.mark.slow
@pytest.mark.parametrize("share", ["on", "off"], ids=["shared", "own"])
def test_a_job_survives_twenty_kills_with_other_settings_each_time(deck, deploy, rng, share):
    files = 4000
    sheets = deploy(NAPPING, files=files, mini_batch_size=7, variables={"NAP": 0.01})
    # Even with 4 workers all the time the files last longer than all these moments.
    moments = [rng.uniform(0, 0.45) for _ in range(KILLS)]
    print("killed after", *(f"{moment:.3f}" for moment in moments))

    name = kill_soon(
        deck, None, moments[0], *deck.run_arguments(sheets, "--detach", "--share-model", share))
    for moment in moments[1:]:
        kill_soon(deck, name, moment, *resume(name), *other_settings(rng), "--detach")
    assert 0 < deck.show(name)["progress"]["files_succeeded"] < files
    deck.call(*resume(name), "--workers", 4, "-o", "none", code=0)

    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    progress = deck.show(name)["progress"]
    assert (progress["files_succeeded"], progress["files_failed"]) == (files, 0)
    shared = [event for event in deck.events(name) if event.startswith("workers share the model")]
    assert bool(shared) == (share == "on")


def resume(name):
    return "job", "resume", "-n", name


def other_settings(rng):
    return "--workers", rng.randint(1, 4), "--mini-batch-size", rng.choice([1, 3, 10, 64])


@pytest.mark.slow
def test_a_job_killed_while_it_lists_its_input_is_resumed_to_all_of_it(deck, deploy, rng):
    """Folders of random sizes, so that blocks of the list end anywhere in them."""
    files = 30_000
    sheets = deploy(NAPPING, files=0, mini_batch_size=100)
    for number in range(files):
        folder = sheets.input / f"{number // rng.randint(90, 110):04}"
        folder.mkdir(exist_ok=True)
        os.close(os.open(folder / f"{number:05}.txt", os.O_CREAT | os.O_WRONLY))
    names = {path.name for path in sheets.input.glob("*/*")}
    assert len(names) == files

    process = deck.start(*deck.run_arguments(sheets, "--detach"))
    name = until(lambda: deck.jobs, "the job has a folder")[0]
    killed_at = [kill_while_listing(deck, name, process, 1)]
    while killed_at[-1] is not None and len(killed_at) < 8:
        process = deck.start(*resume(name), *other_settings(rng), "--detach")
        more = rng.randint(1, 4000)
        killed_at.append(kill_while_listing(deck, name, process, killed_at[-1] + more))
    print("files listed at each kill:", *killed_at)
    assert 0 < killed_at[0] < files, "it was never killed within the listing"
    deck.call(*resume(name), "--mini-batch-size", 100, "-o", "none", code=0)

    assert deck.lines(name) == dict.fromkeys(names, 1)
    progress = deck.show(name)["progress"]
    assert (progress["files_total"], progress["files_succeeded"]) == (files, files)


def kill_while_listing(deck, name, process, count):
    """Kills the runner once its list has `count` files; tells how many it had, None if it was whole."""
    index = deck.job_folder(name) / "manifest.index"
    unfinished = index.with_name("manifest.index.new")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if (unfinished.stat().st_size - 32) // 32 >= count:
                break
        except FileNotFoundError:
            if index.exists():
                break
    runner = until(lambda: deck.runner_pid(name), "a runner lives")
    os.kill(runner, signal.SIGKILL)
    deck.finish(process)
    deck.expect_no_processes()
    # Killed before it could be reached, the command that began it says that the job has failed.
    assert deck.show(name)["status"] in ("Interrupted", "Failed")
    return None if index.exists() else (unfinished.stat().st_size - 32) // 32


# A full disk

PRINTING = """
    import os, time

    def init():
        pass

    def run(mini_batch):
        rows = []
        for path in mini_batch:
            time.sleep(0.005)
            print("reading", path, "." * 5000)
            rows.append(os.path.basename(path) + " " + "x" * 500)
        return rows
    """


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own: 16 MiB and a thousand names."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m,nr_inodes=1000", "none", folder],
        capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield folder
    # A process that has just ended may still be closing its files.
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def deck_there(small_disk, open_deck):
    """The program with its home on the small disk, where nothing of it runs any more at the end."""
    deck = open_deck(small_disk / "home")
    yield deck
    deck.end_runners()
    deck.expect_no_processes()


def fill_disk(folder):
    """Writes a file until there is no room at all, and returns it."""
    ballast = folder / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        for block in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * block)
            except OSError as error:
                assert error.errno == errno.ENOSPC
    return ballast


def scored_names(deck, name):
    """The first word of each row, with how often it is there."""
    return {row.split()[0]: count for row, count in deck.lines(name).items()}


@pytest.mark.parametrize("kill", [False, True], ids=["goes_on", "is_killed"])
def test_a_full_disk_pauses_the_job_until_there_is_room(deck_there, small_disk, deploy, kill):
    """What workers print meanwhile is lost, and not what they score."""
    deck = deck_there
    # Of one file each: nothing is tried twice.
    sheets = deploy(PRINTING, files=1000, mini_batch_size=1)
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")

    ballast = fill_disk(small_disk)
    shown = deck.wait_for_status(name, "Paused")
    assert shown["in_force"]["pause_reason"] == "because the disk is full"
    assert 0 < shown["progress"]["files_succeeded"] < 1000
    if kill:
        deck.kill_runner(name)
        deck.expect_no_processes()
    ballast.unlink()
    if kill:
        deck.call(*resume(name), code=0)
    shown = deck.wait_for_status(name, "Completed")

    assert scored_names(deck, name) == dict.fromkeys(sheets.names, 1)
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (1000, 0)
    if not kill:
        assert any(event.startswith("the disk is full: ") for event in deck.events(name))
        assert "there is room on the disk again" in deck.events(name)


def test_a_worker_that_dies_on_a_full_disk_is_replaced_when_there_is_room(
    deck_there, small_disk, deploy
):
    """Its successor's folder and logs have no room either."""
    deck = deck_there
    sheets = deploy(PRINTING, files=1000, mini_batch_size=5)
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    ballast = fill_disk(small_disk)
    shown = deck.wait_for_status(name, "Paused")
    names = use_up_names(small_disk)

    for worker in shown["workers"]:
        os.kill(worker["pid"], signal.SIGKILL)
    killed = time.monotonic()
    # Long enough for a few attempts to start them.
    until(lambda: time.monotonic() > killed + 5, "five seconds have passed")
    assert deck.show(name)["status"] == "Paused"
    for path in [ballast, *names]:
        path.unlink()

    deck.wait_for_status(name, "Completed")
    assert scored_names(deck, name) == dict.fromkeys(sheets.names, 1)


WRITING = """
    import os, time

    def init():
        pass

    def run(mini_batch):
        for path in mini_batch:
            time.sleep(0.005)
            place = os.path.join(os.environ["AZUREML_BI_OUTPUT_PATH"], os.path.basename(path))
            with open(place, "w") as copy:
                copy.write("x" * 8_000)
        return mini_batch
    """


def test_a_script_that_finds_the_disk_full_loses_no_file(deck_there, small_disk, deploy):
    """It has no second attempts."""
    deck = deck_there
    sheets = deploy(WRITING, files=600, mini_batch_size=1, output_action="summary_only")
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some files")
    ballast = fill_disk(small_disk)

    shown = deck.wait_for_status(name, "Paused")
    assert shown["in_force"]["pause_reason"] == "because the disk is full"
    assert shown["progress"]["files_failed"] == 0
    ballast.unlink()

    shown = deck.wait_for_status(name, "Completed")
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (600, 0)
    copies = deck.job_folder(name) / "outputs/score"
    assert {path.name: path.stat().st_size for path in copies.iterdir()} == dict.fromkeys(
        sheets.names, 8000)


@pytest.mark.parametrize("how", [(), ("--now",)], ids=["patient", "now"])
def test_a_job_paused_by_a_full_disk_can_be_canceled(deck_there, small_disk, deploy, how):
    """Patiently, once it has recorded what it scored; at once, that is scored again."""
    deck = deck_there
    sheets = deploy(PRINTING, files=1000, mini_batch_size=1)
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    ballast = fill_disk(small_disk)
    deck.wait_for_status(name, "Paused")

    deck.call("job", "cancel", "-n", name, *how, code=0)
    if how:
        until(lambda: not deck.runner_pid(name), "the runner ends on a full disk", 10)
        deck.expect_no_processes()
        assert deck.show(name)["status"] == "Interrupted"
        ballast.unlink()
    else:
        assert deck.show(name)["status"] == "Finalizing"
        ballast.unlink()
        deck.wait_for_status(name, "Canceled")
    assert 0 < deck.show(name)["progress"]["files_succeeded"] < 1000
    deck.call(*resume(name), "-o", "none", code=0)

    assert scored_names(deck, name) == dict.fromkeys(sheets.names, 1)


WIDE = """
    import os, time

    def init():
        pass

    def run(mini_batch):
        time.sleep(0.5 * mini_batch[0].endswith("0000.txt"))
        return [os.path.basename(path) + " " + "x" * 100_000 for path in mini_batch]
    """


def test_rows_are_put_into_order_when_there_is_room_for_them_twice(
    deck_there, small_disk, deploy
):
    """What does not want to wait for it is canceled, and resumed later."""
    deck = deck_there
    sheets = deploy(WIDE, files=60, mini_batch_size=1)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (6 << 20))
    name = deck.begin(sheets, "--ordered")
    held = "the rows are put into order when there is room"

    def is_held(times):
        return lambda: sum(held in event for event in deck.events(name)) == times

    until(is_held(1), "there is no room for the rows once more")
    assert deck.show(name)["status"] == "Finalizing"
    deck.call("job", "cancel", "-n", name, code=0)
    shown = deck.wait_for_status(name, "Canceled")
    assert shown["progress"]["files_succeeded"] == 60
    until(lambda: not deck.runner_pid(name), "the runner is gone")
    deck.call(*resume(name), "--detach", code=0)
    until(is_held(2), "there still is no room")
    ballast.unlink()

    deck.wait_for_status(name, "Completed")
    rows = (deck.job_folder(name) / "outputs/score/predictions.csv").read_text().splitlines()
    assert [row.split()[0] for row in rows] == sorted(sheets.names)
    assert {len(row) for row in rows} == {100_009}


def use_up_names(folder):
    """Makes empty files until the file system has no room for another name, and returns them."""
    made = []
    try:
        while True:
            made.append(folder / f"name{len(made)}")
            made[-1].touch()
    except OSError as error:
        assert error.errno == errno.ENOSPC
    return made[:-1]


# Changes

CHANGES = {
    "script": (
        lambda sheets: sheets.write_script(NAPPING + "\n    # mended\n"),
        "the code in {folder}/code has changed since the job began"),
    "model": (
        lambda sheets: (sheets.folder / "model/weights.txt").write_text("4 5 6\n"),
        "the model's file model/weights.txt has changed since the job began"),
    "older_model": (
        lambda sheets: overwrite_with_older(sheets.folder / "model/weights.txt", "4 5 6\n"),
        "files of the model {folder}/model have changed since the job began"),
    "input": (
        lambda sheets: (sheets.input / "0007.txt").write_text("another sheet\n"),
        "the input file 0007.txt has changed since the job began"),
    "gone_input": (
        lambda sheets: [(sheets.input / f"{number:04}.txt").unlink() for number in (395, 396)],
        "2 input files have changed since the job began, 0395.txt among them"),
}


def overwrite_with_older(path, text):
    """As cp -p does."""
    path.write_text(text)
    os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_an_interruption_must_be_accepted(deck, deploy, change):
    make, told = CHANGES[change]
    sheets = deploy(NAPPING, files=1000, variables={"NAP": 0.01})
    name = deck.begin(sheets)
    deck.wait_for(
        name, lambda shown: shown["progress"]["files_succeeded"] > 20
        and shown["lineage"]["model_digest"], "some rows")
    deck.kill_runner(name)
    deck.expect_no_processes()
    make(sheets)
    told = told.format(folder=sheets.folder)
    gone = {"0395.txt", "0396.txt"} if change == "gone_input" else set()

    refused = deck.call(*resume(name), code=2)

    assert refused.err == f"Job {name}: {told}. Go on all the same with --accept-changes.\n"
    assert deck.show(name)["status"] == "Interrupted"
    accepted = deck.call(*resume(name), "--accept-changes", "--workers", 8, code=0)
    assert f"Job {name}: {told}." in accepted.errors
    assert f"accepted: {told}" in deck.events(name)
    # This script scores names, and needs no file for that.
    assert deck.lines(name) == dict.fromkeys(sheets.names | gone, 1)


def test_a_model_that_was_only_touched_is_the_same_model(deck, deploy):
    sheets = deploy(NAPPING, files=1000, variables={"NAP": 0.01})
    name = deck.begin(sheets)
    deck.wait_for(
        name, lambda shown: shown["progress"]["files_succeeded"] > 20
        and shown["lineage"]["model_digest"], "some rows")
    deck.kill_runner(name)
    deck.expect_no_processes()
    (sheets.folder / "model/weights.txt").touch()

    deck.call(*resume(name), "--workers", 8, code=0)

    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)


GATED = """
    import os, time

    def init():
        gate = os.environ["GATE"]
        open(gate + ".reached", "w").close()
        while not os.path.exists(gate):
            time.sleep(0.005)

    def run(mini_batch):
        time.sleep(0.01)
        return [os.path.basename(path) for path in mini_batch]
    """


def test_code_edited_while_the_model_loads_has_changed_since_the_job_began(deck, deploy, tmp_path):
    gate = tmp_path / "gate"
    sheets = deploy(GATED, files=600, workers=1, variables={"GATE": str(gate)})
    name = deck.begin(sheets)
    until((tmp_path / "gate.reached").exists, "init() has begun")
    sheets.write_script(GATED + "\n    # mended\n")
    gate.touch()
    deck.wait_for(
        name, lambda shown: shown["progress"]["files_succeeded"] > 20
        and shown["lineage"]["code_digest"], "some rows")
    deck.kill_runner(name)
    deck.expect_no_processes()

    refused = deck.call(*resume(name), code=2)

    assert f"the code in {sheets.folder}/code has changed since the job began" in refused.err


def test_code_edited_while_a_job_runs_is_told(deck, deploy, tmp_path):
    sheets = deploy(GATED, files=600, workers=1, variables={"GATE": str(tmp_path / "gate")})
    (tmp_path / "gate").touch()
    name = deck.begin(sheets, "--share-model", "off")
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"], "some rows")
    sheets.write_script(GATED + "\n    # mended\n")
    deck.call("job", "scale", "-n", name, "--workers", 2, code=0)

    deck.wait_for_status(name, "Completed")

    told = [event for event in deck.events(name) if "score.py has changed" in event]
    assert told == [
        "score.py has changed since the job began; workers that start after it run it changed"]


def test_failed_files_are_scored_again_once_the_script_is_mended(deck, deploy):
    sheets = deploy(NAPPING, files=40, bad=[3, 17, 30], mini_batch_size=5)
    deck.run(sheets, code=0)
    assert deck.show(deck.job)["progress"]["files_failed"] == 3
    sheets.write_script(NAPPING.replace('"bad" in name', "False"))
    names = {path.name for path in sheets.input.iterdir()}
    retry = "job", "retry-failed", "-n", deck.job

    refused = deck.call(*retry, code=2)
    assert refused.err.startswith(f"Job {deck.job}: the code in {sheets.folder}/code has changed")
    assert deck.show(deck.job)["progress"]["files_failed"] == 3
    deck.call(*retry, "--accept-changes", code=0)

    assert deck.lines(deck.job) == dict.fromkeys(names, 1)
    progress = deck.show(deck.job)["progress"]
    assert (progress["files_succeeded"], progress["files_failed"]) == (40, 0)
    assert deck.json("job", "failures", "-n", deck.job) == []

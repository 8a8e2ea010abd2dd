"""The dashboard's failures, logs and launch form, with real jobs and files of any length."""

import csv
import json
import re
import tempfile

import pytest

from deck import until
from deployment import NAPPING
from window import PROMPT

TEN_GIGABYTES = 10_000_000_000


def open_failures(deck, deploy, window, folder="sheets"):
    """A completed job of 40 files, every fourth of which failed, on the failures screen."""
    sheets = deploy(NAPPING, folder, files=40, bad=range(0, 40, 4))
    deck.run(sheets, code=0)
    window.type("batchdeck")
    window.wait_for(rf"completed +{deck.job}")
    window.press("Enter")
    window.wait_for(r"\[2 Run\]", "40 / 40")
    window.press("3")
    window.wait_for(r"all classes +10", "1 of 10")


def test_failed_files_are_filtered_marked_retried_and_exported(deck, deploy, window, tmp_path):
    open_failures(deck, deploy, window)

    window.press("/", *"0028", "Enter")
    window.wait_for("1 of 1 ", "0028-bad.txt is not a sheet")
    window.press("Space")
    window.wait_for("1 marked")
    window.press("Escape")
    window.wait_for("1 marked  1 of 10")
    window.press("r")
    window.wait_for("Score the 1 marked file")
    window.press("y")
    window.wait_for(r"retry-failed -n \S+ --file \S*0028-bad.txt")
    deck.wait_for_status(deck.job, "Completed")
    assert "retry 1 failed file" in deck.events(deck.job)
    until(
        lambda: len(deck.json("job", "failures", "-n", deck.job)) == 10,
        "the file has failed again", 20)
    window.wait_for("1 of 10", "completed")

    window.press("E", "C-u")
    window.press(*"failed.csv", "Enter")
    window.wait_for(rf"job failures -n {deck.job} --export failed\.csv")
    with open(tmp_path / "failed.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    failures = deck.json("job", "failures", "-n", deck.job)
    assert [row["path"] for row in rows] == [failure["path"] for failure in failures]
    assert [row["traceback"] for row in rows] == [failure["traceback"] for failure in failures]


@pytest.fixture
def short_folder():
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def test_the_reproducing_command_of_a_card_scores_the_file(deck, deploy, window, short_folder):
    # Paths of more than a line are broken anywhere.
    open_failures(deck, deploy, window, f"{short_folder}/sheets")
    window.press("Enter")
    card = window.wait_for("again +batchdeck run")
    lines = [line.split("│")[2:-2] for line in card.splitlines() if line.count("│") >= 4]
    text = "\n".join(" ".join(parts) for parts in lines)
    command = re.search(r"again +(batchdeck run .*?--workers 1)", text, re.DOTALL)[1]
    window.press("Escape")
    until(lambda: "failed file ─" not in window.screen, "the card is closed", 10)
    window.press("C-c")
    window.wait_for(PROMPT)

    output = window.shell(f"{' '.join(command.split())} 2>&1")

    assert "0 of 1 file scored, 1 failed" in output


def test_a_log_of_ten_gigabytes_opens_at_its_end_and_finds_the_one_error(deck, deploy, window):
    open_failures(deck, deploy, window)
    log = deck.job_folder(deck.job) / "logs/user/stderr/localhost/process000.stderr.txt"
    log.write_text("one\na zebra\nthree\n")

    window.press("4")
    window.wait_for("process000.stderr.txt +18 B")
    # Nothing else was printed, so it is open.
    window.wait_for("│ three")
    window.press("/", *"ZEBRA", "Enter")
    until(lambda: "│ one" not in window.screen, "the line that was found is the first", 10)
    window.press("n")
    window.wait_for("found from the beginning of the log")
    window.press("/", "C-u", *"lynx", "Enter")
    window.wait_for('"lynx" is not in this log')
    window.press("Escape")
    until(lambda: "lynx" not in window.screen, "the search is over", 10)

    with open(log, "wb") as file:
        file.seek(TEN_GIGABYTES - 70_000_000)
        file.write(b"\nERROR the only one\n")
        file.seek(TEN_GIGABYTES)
        file.write(b"\nINFO the last line\n")
    # The job is over: what is read once stays until something else is asked for.
    window.press("g")
    window.press("G")
    window.wait_for("follow", "INFO the last line", "9.31 GiB")
    window.press("v", "v")
    window.wait_for("ERROR the only one", "99 %")
    window.press("N")
    window.wait_for(r"searching at \d\d %")
    window.press("Escape")
    until(lambda: "searching" not in window.screen, "Esc ends the search", 20)


def test_a_job_is_completed_counted_tried_and_started_by_keys_alone(deck, deploy, window, tmp_path):
    deploy(NAPPING, files=40, bad=[0], mini_batch_size=4)
    # As a dashboard leaves it that is killed during a dry run.
    (deck.home / "cache/dry-run-left/home/jobs").mkdir(parents=True)

    window.type("batchdeck")
    window.wait_for("6 launch")
    window.press("6")
    window.wait_for("sheets/")
    window.press(*"shee", "Tab")
    window.wait_for(r"deployment +sheets/ ", "deployment.yml")
    window.press("Tab")
    window.wait_for(r"deployment +sheets/deployment\.yml")
    window.press("Enter", *"shee")
    window.wait_for("Tab: sheets/")
    window.press("Tab", "i")
    window.wait_for("Tab: input/")
    window.press("Tab")
    window.wait_for(r"input +sheets/input/", "deployment sheet-reader", "40 files")
    window.press("F6")
    window.wait_for("dry run: 7 of 8 files scored, 7 rows, 1 failed", "0000-bad", seconds=30)
    assert deck.jobs == [], "a dry run leaves no job"
    assert not list((deck.home / "cache").glob("dry-run-*"))
    window.press("F5")
    window.wait_for(r"\[2 Run\]", "39 / 40|40 / 40|completed in", seconds=30)
    deck.wait_for_status(deck.job, "Completed")
    settings = deck.show(deck.job)["settings"]
    assert settings["invocation"] == ["run", str(tmp_path / "sheets/deployment.yml")]


def test_failures_print_as_one_list_in_every_format(deck, deploy):
    deck.run(deploy(NAPPING, files=8, bad=[2, 5]), code=0)

    listed = deck.json("job", "failures", "-n", deck.job)
    assert {failure["error_class"] for failure in listed} == {"ValueError"}
    whole = deck.call("job", "failures", "-n", deck.job, "--query", "[]", "-o", "json", code=0)
    plain = deck.call("job", "failures", "-n", deck.job, "-o", "json", code=0)
    assert plain.out == whole.out
    assert json.loads(plain.out) == listed
    for form in ["yaml", "tsv"]:
        whole = deck.call("job", "failures", "-n", deck.job, "--query", "[]", "-o", form, code=0)
        assert deck.call("job", "failures", "-n", deck.job, "-o", form, code=0).out == whole.out

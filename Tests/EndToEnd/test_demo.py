"""The demo, as README tells people to run it."""

import csv
from pathlib import Path

import pytest

BROKEN = 3


@pytest.mark.slow
@pytest.mark.needs("numpy", "pandas", "PIL")
def test_the_demo_scores_every_sheet_once_and_names_the_three_broken_ones(deck, repository):
    demo = repository / "demo-data/digits"
    paths = {path.name: path for path in (demo / "input").rglob("*") if path.is_file()}
    assert len(paths) > 300

    finished = deck.call(
        "run", demo / "deployment.yml", "--input", demo / "input", "--python", deck.python,
        "-o", "none", timeout=150, code=0)

    scored = len(paths) - BROKEN
    assert f"{scored} of {len(paths)} files scored, {BROKEN} failed." in finished.err
    cards = deck.json("job", "failures", "-n", deck.job)
    assert len(cards) == BROKEN
    assert len({card["error_class"] for card in cards}) >= 2, "they are broken in different ways"
    for card in cards:
        index = finished.errors.index(f"  {card['path']}")
        assert finished.errors[index + 1] == f"      {card['error_class']}: {card['message']}"
        assert (demo / "input" / card["path"]).is_file()

    predictions = deck.job_folder(deck.job) / "outputs/score/predictions.csv"
    with open(predictions, newline="") as file:
        rows = list(csv.reader(file, delimiter=" "))
    read = {row[0]: row[1] for row in rows}
    broken = {card["path"].rsplit("/")[-1] for card in cards}
    assert len(rows) == len(read) == scored, "a file has two rows"
    assert set(read) == set(paths) - broken
    check_digits(read, demo / "train/expected.csv")


def check_digits(read, expected):
    """The model is a real one: most digits that it reads are those on the sheets."""
    with open(expected, newline="") as file:
        truth = {row["file"]: row["digits"] for row in csv.DictReader(file)}
    pairs = [
        pair
        for name, digits in read.items()
        for pair in zip(digits.split(), truth[name].split(), strict=True)
    ]
    right = sum(seen == written for seen, written in pairs)
    assert len(pairs) > 1000
    assert right / len(pairs) > 0.9


@pytest.mark.slow
def test_the_environment_is_built_once_from_the_conda_file(deck, repository):
    """Nothing is downloaded for it: the conda file asks for Python alone."""
    demo = repository / "demo-data/wordcount"
    arguments = ["run", demo / "deployment.yml", "--input", demo / "input", "-o", "none"]

    first = deck.call(*arguments, timeout=120, code=0)
    second = deck.call(*arguments, timeout=120, code=0)

    assert "Building the environment of environment/conda.yaml" in first.err
    assert "Building the environment" not in second.err
    for name in deck.jobs:
        output = Path(deck.show(name)["outputs"]["score"]["path"])
        assert len(list(output.glob("words-*.json"))) == 8
    pythons = list((deck.home / "environments").glob("*/bin/python"))
    assert len(pythons) == 1

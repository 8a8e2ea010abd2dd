"""Data assets and environments: registered, listed, shown, archived, built."""

import os
import subprocess
import textwrap

import pytest

CONDA = """\
name: reader
channels: [conda-forge]
dependencies:
  - python
  - pip:
      - ./six_of_ours
"""


@pytest.fixture
def sheets(tmp_path):
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "0.txt").write_text("a sheet\n")
    return folder


@pytest.fixture
def reader(tmp_path):
    """An environment's manifest, and its conda file with a package that lies beside it."""
    folder = tmp_path / "environment"
    (folder / "six_of_ours").mkdir(parents=True)
    (folder / "six_of_ours/setup.py").write_text(
        "from setuptools import setup\nsetup(name='six-of-ours', version='6', py_modules=['ours'])\n")
    (folder / "six_of_ours/ours.py").write_text("SIX = 6\n")
    (folder / "conda.yaml").write_text(CONDA)
    (folder / "reader.yml").write_text(textwrap.dedent("""\
        $schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json
        name: reader
        version: 3
        image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
        conda_file: ./conda.yaml
        description: Reads sheets.
        """))
    return folder


# Data


def test_data_is_registered_from_options_and_from_a_manifest(deck, sheets, tmp_path):
    created = deck.json(
        "data", "create", "-n", "sheets", "--path", "sheets", "--tags", "a=b", "c.d=e=f")
    created_at = created.pop("creation_context").pop("created_at")
    assert created == {
        "id": "azureml:sheets:1", "name": "sheets", "version": "1", "type": "uri_folder",
        "description": None, "tags": {"a": "b", "c.d": "e=f"}, "properties": {},
        "path": str(sheets), "archived": False,
    }
    assert len(created_at) == len("2026-11-22T15:40:46Z")

    manifest = tmp_path / "data/one.yml"
    manifest.parent.mkdir()
    manifest.write_text("name: sheets\ntype: uri_file\npath: ../sheets/0.txt\n")
    second = deck.json("data", "create", "-f", manifest, "--description", "One sheet.")
    assert (second["version"], second["path"]) == ("2", str(sheets / "0.txt"))
    assert deck.json("data", "show", "-n", "sheets") == second
    assert deck.json("data", "show", "-n", "sheets", "-l", "latest") == second
    assert deck.json("data", "show", "--name", "sheets", "--version", "1")["path"] == str(sheets)
    listed = deck.call("data", "list", "--query", "[].id", "-o", "tsv", code=0)
    assert listed.out.split() == ["azureml:sheets:2", "azureml:sheets:1"]
    assert len(deck.json("data", "list", "--max-results", "1")) == 1


def test_a_version_of_data_stays_what_it_is(deck, sheets):
    create = ["data", "create", "--name", "sheets", "--version", "1", "--path"]
    first = deck.json(*create, sheets)
    again = deck.json(*create, sheets, "--description", "Scanned in May.")
    assert again == first | {"description": "Scanned in May."}
    refused = deck.call(*create, sheets.parent, code=2)
    assert refused.errors == [
        "The data asset sheets:1 is already registered with other content; "
        "give another version, or none to take the next."]
    assert deck.json("data", "list") == [again]


@pytest.mark.parametrize(
    "options, message",
    [
        (["--path", "https://example.com/sheets"],
         '--path https://example.com/sheets: path is "https://example.com/sheets"; https:// is not '
         "read here. Download it and write the path of a local file or folder."),
        (["--path", "azureml://datastores/store/paths/sheets"],
         "--path azureml://datastores/store/paths/sheets: path is "
         '"azureml://datastores/store/paths/sheets"; azureml: is not read here. '
         "Download it and write the path of a local file or folder."),
        (["--path", "sheet"],
         '--path sheet: data "sheet" does not exist. Did you mean "sheets"?'),
        (["--path", "sheets", "--type", "uri_file"],
         '--path sheets: data "sheets" is a folder; name a file.'),
        (["--path", "sheets", "--type", "mltable"],
         '--type mltable: type is "mltable"; batch endpoints do not take tables, only "uri_file" '
         'and "uri_folder".'),
        ([], "data create: it has no path; add it."),
    ], ids=["https", "datastore", "missing", "folder", "table", "nothing"])
def test_data_that_is_not_here_is_refused(deck, sheets, options, message):
    refused = deck.call("data", "create", "--name", "sheets", *options, code=2)
    assert refused.errors == [message]
    assert deck.json("data", "list") == []


def test_a_tag_needs_a_value(deck, sheets):
    refused = deck.call(
        "data", "create", "--name", "s", "--path", sheets, "--tags", "old", code=64)
    assert refused.errors[0] == 'Error: --tags is "old"; it must be KEY=VALUE.'


@pytest.mark.parametrize("noun", ["data", "environment", "model"])
def test_what_is_archived_leaves_the_lists_and_comes_back(deck, sheets, reader, noun):
    source = ["--image", "python:3"] if noun == "environment" else ["--path", sheets]
    for _ in range(2):
        deck.call(noun, "create", "-n", "a", *source, code=0)

    def versions(*options):
        return [asset["version"] for asset in deck.json(noun, "list", *options)]

    assert versions() == ["2", "1"]
    deck.call(noun, "archive", "--name", "a", "--label", "latest", code=0)
    assert versions() == ["1"]
    assert versions("--archived-only") == ["2"]
    assert versions("--include-archived", "-n", "a") == ["2", "1"]
    assert deck.json(noun, "show", "-n", "a")["version"] == "1"
    deck.call(noun, "archive", "--name", "a", code=0)
    assert versions() == []
    deck.call(noun, "restore", "--name", "a", "--version", "1", code=0)
    assert versions() == ["1"]
    missing = deck.call(noun, "archive", "--name", "other", code=2)
    word = "data asset" if noun == "data" else noun
    assert missing.errors == [f"There is no {word} other."]


# Environments


def test_an_environment_keeps_its_conda_files_content(deck, reader):
    created = deck.json("environment", "create", "--file", reader / "reader.yml")
    created.pop("creation_context")
    assert created == {
        "id": "azureml:reader:3", "name": "reader", "version": "3", "description": "Reads sheets.",
        "tags": {}, "image": "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest",
        "conda_file": {
            "name": "reader", "channels": ["conda-forge"],
            "dependencies": ["python", {"pip": ["./six_of_ours"]}],
        },
        "archived": False, "provisioning_state": "Succeeded",
    }
    (reader / "conda.yaml").unlink()
    shown = deck.json("environment", "show", "-n", "reader", "-v", "3")
    assert shown["conda_file"] == created["conda_file"]


def test_a_version_of_an_environment_stays_what_it_is(deck, reader):
    manifest = reader / "reader.yml"
    first = deck.json("environment", "create", "-f", manifest)
    again = deck.json("environment", "create", "-f", manifest, "--set", "tags.team=a", "description=b")
    assert again == first | {"description": "b", "tags": {"team": "a"}}
    (reader / "conda.yaml").write_text(CONDA.replace("python", "python=3.11"))
    refused = deck.call("environment", "create", "-f", manifest, code=2)
    assert refused.errors == [
        "The environment reader:3 is already registered with other content; "
        "give another version, or none to take the next."]
    assert deck.json("environment", "create", "-f", manifest, "--version", "4")["version"] == "4"


@pytest.mark.slow
def test_an_environment_is_built_once_and_its_python_named(deck, reader):
    deck.call("environment", "create", "-f", reader / "reader.yml", code=0)
    build = ["environment", "build", "--name", "reader", "--python", deck.python]

    built = deck.call(*build, code=0, timeout=150)

    path = built.out.rstrip("\n")
    assert path.startswith(f"{deck.home}/environments/") and os.access(path, os.X_OK)
    assert "six" in built.err, "the installers are heard on stderr"
    said = subprocess.run([path, "-c", "import ours; print(ours.SIX)"], stdout=subprocess.PIPE)
    assert said.stdout == b"6\n"
    again = deck.json(*build)
    assert (again["python_path"], again["reused"]) == (path, True)
    from_file = deck.call(
        "environment", "build", "-c", reader / "conda.yaml", "--python", deck.python, code=0)
    assert from_file.out == built.out


@pytest.mark.parametrize(
    "options, message",
    [
        ([], "Error: Name what to build: --name NAME, --file FILE or --conda-file FILE."),
        (["-f", "e.yml", "-n", "e"],
         "Error: Name what to build: --name NAME, --file FILE or --conda-file FILE."),
        (["-f", "e.yml", "-v", "1"], "Error: --version and --label belong to --name."),
    ])
def test_one_thing_is_built_at_a_time(deck, options, message):
    assert deck.call("environment", "build", *options, code=64).errors[0] == message

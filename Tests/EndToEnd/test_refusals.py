"""What cannot start says why in one line, exits with 2 and leaves nothing behind."""

import os

import pytest

from deployment import NAPPING


def manifest_missing(sheets):
    sheets.manifest.unlink()
    return "{manifest}: the file does not exist."


def yaml_broken(sheets):
    sheets.manifest.write_text("name: sheet-reader\n  type: [model,\n")
    return (
        '{manifest}:2:7: a ":" is not expected here; check the indentation, and quote a value that '
        'contains ": ".')


def key_unknown(sheets):
    sheets.edit_manifest("mini_batch_size: 2", "mini_batch_sise: 2")
    return '{manifest}:15:3: unknown key "mini_batch_sise" in settings; did you mean "mini_batch_size"?'


def value_too_small(sheets):
    sheets.edit_manifest("mini_batch_size: 2", "mini_batch_size: 0")
    return '{manifest}:15:20: mini_batch_size is "0"; it must be at least 1.'


def script_missing(sheets):
    sheets.edit_manifest("scoring_script: score.py", "scoring_script: scores.py")
    return (
        '{manifest}:8:19: scoring script "code/scores.py" does not exist. '
        'Did you mean "code/score.py"?')


def model_missing(sheets):
    sheets.edit_manifest("path: ./model", "path: ./nothing-like-it")
    return '{manifest}:5:9: model "nothing-like-it" does not exist.'


def model_not_registered(sheets):
    sheets.edit_manifest("model:\n  path: ./model", "model: azureml:reader:1")
    return (
        "{manifest}:4:8: the model reader:1 is not registered; "
        "make it with: batchdeck model create --name reader --path PATH")


def script_without_run(sheets):
    sheets.write_script("def init():\n    pass\n")
    return (
        "code/score.py: the script defines no run(); a batch scoring script needs run(mini_batch), "
        "which is called with a list of file paths.")


def script_without_init(sheets):
    sheets.write_script("def run(mini_batch):\n    return mini_batch\n")
    return (
        "code/score.py: the script defines no init(); a batch scoring script needs init(), which is "
        "called once in each worker.")


def script_not_python(sheets):
    sheets.write_script("def init():\n    return (1 +\n")
    return "code/score.py:2:12: '(' was never closed."


def input_missing(sheets):
    for path in sheets.input.iterdir():
        path.unlink()
    sheets.input.rmdir()
    return "--input {input}: there is no such file or folder."


def input_empty(sheets):
    for path in sheets.input.iterdir():
        path.unlink()
    (sheets.input / "2026/11").mkdir(parents=True)
    return "--input {input}: the folder holds no files; name one that does."


@pytest.mark.parametrize(
    "spoil",
    [
        manifest_missing, yaml_broken, key_unknown, value_too_small, script_missing, model_missing,
        model_not_registered, script_without_run, script_without_init, script_not_python, input_missing, input_empty,
    ], ids=lambda spoil: spoil.__name__)
def test_a_deployment_that_cannot_run_is_refused_in_one_line(deck, deploy, spoil):
    sheets = deploy(NAPPING)
    message = spoil(sheets).format(manifest=sheets.manifest, input=sheets.input)

    finished = deck.run(sheets)

    assert (finished.code, finished.out, finished.errors) == (2, "", [message])
    expect_no_job(deck)


@pytest.mark.parametrize(
    "options, message",
    [
        (
            ["--input", "azureml://datastores/x/paths/y"],
            "--input azureml://datastores/x/paths/y: only local files and folders, "
            "file:/// URIs and registered data (azureml:NAME:VERSION) can be scored here.",
        ),
        (
            ["--input", "https://example.com/sheets"],
            "--input https://example.com/sheets: only local files and folders, "
            "file:/// URIs and registered data (azureml:NAME:VERSION) can be scored here.",
        ),
        (
            ["--python", "python9"],
            "python9: no such Python interpreter; name one with --python PATH.",
        ),
        (
            ["--python", "/bin/false"],
            "/bin/false does not run as a Python interpreter: it ended with exit code 1.",
        ),
        (
            ["--model", "no-model"],
            "--model no-model: there is no such file or folder, nor a registered model.",
        ),
    ], ids=["azureml-uri", "https-uri", "no-such-python", "no-python", "no-such-model"])
def test_an_option_that_names_nothing_usable_is_refused_in_one_line(deck, deploy, options, message):
    """A later option wins over the same one before it."""
    finished = deck.run(deploy(NAPPING), *options)

    assert (finished.code, finished.out, finished.errors) == (2, "", [message])
    expect_no_job(deck)


def test_an_output_file_that_exists_is_never_overwritten(deck, deploy, tmp_path):
    output = tmp_path / "scored"
    output.mkdir()
    (output / "predictions.csv").write_text("last month's rows\n")

    finished = deck.run(deploy(NAPPING), "--output-path", output)

    assert (finished.code, finished.errors) == (
        2,
        [
            f"{output}/predictions.csv already exists; name another folder with --output-path, "
            "or move the file away."
        ],
    )
    assert (output / "predictions.csv").read_text() == "last month's rows\n"
    expect_no_job(deck)


def test_an_output_folder_that_cannot_be_made_is_refused_in_one_line(deck, deploy, tmp_path):
    (tmp_path / "file").write_text("")

    finished = deck.run(deploy(NAPPING), "--output-path", tmp_path / "file/scored")

    assert (finished.code, finished.errors) == (
        2, [f"{tmp_path}/file/scored: cannot make the folder: Not a directory."])
    expect_no_job(deck)


def expect_no_job(deck):
    assert deck.jobs == []
    assert deck.json("job", "list") == []
    if (deck.home / "jobs").exists():
        assert os.listdir(deck.home / "jobs") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"], ["run", "deployment.yml"], ["run", "deployment.yml", "--input", "x", "--worker", "2"],
        ["run", "deployment.yml", "--input", "x", "--workers", "0"],
        ["run", "deployment.yml", "--input", "x", "--workers", "-3"],
        ["run", "deployment.yml", "--input", "x", "--workers", "two"],
        ["job", "show"], ["job", "list", "-o", "xml"],
    ], ids=" ".join)
def test_wrong_usage_exits_with_64_and_shows_the_usage(deck, arguments):
    finished = deck.call(*arguments)

    assert (finished.code, finished.out) == (64, "")
    assert finished.err.startswith("Error: ")
    assert "\nUsage: batchdeck" in finished.err


@pytest.mark.parametrize("verb", ["show", "stream", "cancel", "resume", "failures"])
def test_a_job_that_does_not_exist_is_refused_in_one_line(deck, verb):
    finished = deck.call("job", verb, "-n", "brave_otter_4821")

    assert (finished.code, finished.out, finished.err) == (
        2, "", 'There is no job "brave_otter_4821"; see: batchdeck job list\n')


def test_a_misspelled_job_is_refused_with_the_nearest_one(deck, deploy):
    deck.run(deploy(NAPPING), code=0)

    finished = deck.call("job", "show", "-n", deck.job[:-1] + "x")

    assert (finished.code, finished.err) == (
        2, f'There is no job "{deck.job[:-1]}x"; did you mean "{deck.job}"?\n')
